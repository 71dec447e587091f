// The hub that takes pushes to the platforms of the devices.

@description('Where the namespace lives.')
param location string

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Tags of the namespace and the hub.')
param tags object

@description('Tier: Free 500 devices, Basic 200 thousand, Standard 10 million and telemetry for each message.')
@allowed(['Free', 'Basic', 'Standard'])
param sku string

@description('Name of the vault that receives the key of the hub.')
param keyVaultName string

@description('Firebase: id of the project. Empty: no pushes to Android.')
@secure()
param fcmProjectId string

@description('Firebase: e-mail address of the service account.')
@secure()
param fcmClientEmail string

@description('Firebase: private key of the service account.')
@secure()
param fcmPrivateKey string

@description('Apple: id of the token signing key, 10 characters. Empty: no pushes to Apple devices.')
@secure()
param apnsKeyId string

@description('Apple: id of the team.')
@secure()
param apnsTeamId string

@description('Apple: bundle id of the app.')
@secure()
param apnsBundleId string

@description('Apple: the token signing key, the text of the .p8 file without its first and last line.')
@secure()
param apnsToken string

@description('Apple: whether devices run the app from the store; apps installed by developers need the sandbox.')
param apnsProduction bool

@description('Browsers: contact of the sender, a mailto: or https: address. Empty: no pushes to browsers.')
@secure()
param vapidSubject string

@description('Browsers: public VAPID key.')
@secure()
param vapidPublicKey string

@description('Browsers: private VAPID key.')
@secure()
param vapidPrivateKey string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

// FCM v1 and browsers exist in this preview version only.
resource namespace 'Microsoft.NotificationHubs/namespaces@2023-10-01-preview' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
}

resource hub 'Microsoft.NotificationHubs/namespaces/notificationHubs@2023-10-01-preview' = {
  parent: namespace
  name: 'support'
  location: location
  tags: tags
  properties: {
    fcmV1Credential: empty(fcmProjectId)
      ? null
      : { properties: { projectId: fcmProjectId, clientEmail: fcmClientEmail, privateKey: fcmPrivateKey } }
    apnsCredential: empty(apnsKeyId)
      ? null
      : {
          properties: {
            #disable-next-line use-secure-value-for-secure-inputs // Apple's address is no secret
            endpoint: apnsProduction
              ? 'https://api.push.apple.com:443/3/device'
              : 'https://api.development.push.apple.com:443/3/device'
            keyId: apnsKeyId
            appId: apnsTeamId
            appName: apnsBundleId
            token: apnsToken
          }
        }
    browserCredential: empty(vapidPublicKey)
      ? null
      : { properties: { subject: vapidSubject, vapidPublicKey: vapidPublicKey, vapidPrivateKey: vapidPrivateKey } }
  }
}

// Listen registers devices, Send pushes; nothing here manages the hub.
resource backend 'Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules@2023-10-01-preview' = {
  parent: hub
  name: 'backend'
  properties: { rights: ['Listen', 'Send'] }
}

// Notification Hubs knows no identities, so its key goes from the hub into the vault and nowhere else.
resource connection 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'notification-hub'
  properties: {
    value: backend.listKeys().primaryConnectionString
    contentType: 'connection string'
  }
}

@description('Resource id of the hub.')
output hubId string = hub.id

@description('Name of the hub.')
output hubName string = hub.name

@description('Where the newest version of the connection string is found.')
output connectionUri string = connection.properties.secretUri
