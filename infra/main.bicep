// Everything that one server of ServerlessSupport needs, in one resource group.

@description('Name of the server, of letters, digits and hyphens: the names of the resources hold it, and each push carries it.')
@minLength(2)
@maxLength(20)
param name string

@description('Makes the names of all resources new. azd down sets it, because the name of a deleted vault is kept from others for 90 days.')
@maxLength(20)
param nameSuffix string = ''

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Tags of all resources.')
param tags object = {}

@description('Who issues the tokens that customers and agents sign in with: the iss claim, a URL under which OpenID configuration is published.')
@minLength(1)
param identityIssuer string

@description('What the tokens must be issued for: the aud claim.')
@minLength(1)
param identityAudience string

@description('The id under which the issuer knows the agents\' console. Empty: nobody can sign in to the console.')
param consoleClientId string = ''

@description('Signs the record of what agents do: 32 bytes or more in base64, as openssl rand -base64 32 makes them. azd makes one before the first deployment, and it must stay the same.')
@secure()
@minLength(44)
param auditKey string

@description('Further settings of the app by their names, such as { Reminders__First: \'00:30:00\', RemindersSchedule: \'0 */5 * * * *\' }.')
param settings object = {}

@description('Redundancy of attachments and of the state of the host: Standard_LRS where the region has no zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Whether the app and its store stand in several zones of the region. Storage does by storageSku, Service Bus and Key Vault do by themselves.')
param zoneRedundant bool = false

@description('Origins of web pages whose scripts call the API and upload attachments.')
param allowedOrigins string[] = []

@description('0 runs Cosmos serverless; else the most RU/s each container scales up to, from 1,000.')
@minValue(0)
param cosmosAutoscaleMaxThroughput int = 0

@description('Tier of the notification hub: Free 500 devices, Basic 200 thousand, Standard 10 million.')
@allowed(['Free', 'Basic', 'Standard'])
param notificationHubsSku string = 'Basic'

@description('Memory of one instance of the app.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('How many instances of the app there may be at once.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('How many instances wait for HTTP calls; 0 scales to zero and lets the first caller wait.')
@minValue(0)
param alwaysReadyInstances int = 0

@description('How many HTTP calls one instance serves at once; they share what the instance costs.')
@minValue(1)
@maxValue(1000)
param callsPerInstance int = 16

@description('How many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionInDays int = 30

@description('How many days files are kept that were uploaded and never confirmed.')
@minValue(1)
@maxValue(365)
param unconfirmedUploadDays int = 1

@description('Who receives alerts by e-mail. Empty: they are seen in the portal only.')
param alertEmail string = ''

@description('How many server errors within 5 minutes raise the alert.')
@minValue(1)
param serverErrorThreshold int = 5

@description('How many refused pushes within 15 minutes raise the alert.')
@minValue(1)
param pushFailureThreshold int = 5

@description('How many throttled calls of Cosmos DB within 15 minutes raise the alert.')
@minValue(1)
param throttledThreshold int = 100

@description('From where the health of the API is asked each quarter of an hour: two or more locations of availability tests. Empty: from nowhere.')
param healthTestLocations string[] = ['emea-nl-ams-azr', 'us-va-ash-azr', 'apac-sg-sin-azr']

@description('Firebase: id of the project. Empty: no pushes to Android.')
@secure()
param fcmProjectId string = ''

@description('Firebase: e-mail address of the service account.')
@secure()
param fcmClientEmail string = ''

@description('Firebase: private key of the service account.')
@secure()
param fcmPrivateKey string = ''

@description('Apple: id of the token signing key, 10 characters. Empty: no pushes to Apple devices.')
@secure()
param apnsKeyId string = ''

@description('Apple: id of the team.')
@secure()
param apnsTeamId string = ''

@description('Apple: bundle id of the app.')
@secure()
param apnsBundleId string = ''

@description('Apple: the token signing key, the text of the .p8 file without its first and last line.')
@secure()
param apnsToken string = ''

@description('Apple: whether devices run the app from the store; apps installed by developers need the sandbox, and a server of their own.')
param apnsProduction bool = true

@description('Browsers: contact of the sender, a mailto: or https: address. Empty: no pushes to browsers.')
@secure()
param vapidSubject string = ''

@description('Browsers: public VAPID key.')
@secure()
param vapidPublicKey string = ''

@description('Browsers: private VAPID key.')
@secure()
param vapidPrivateKey string = ''

var server = toLower(name)
var token = empty(nameSuffix) ? uniqueString(resourceGroup().id, server) : uniqueString(resourceGroup().id, server, nameSuffix)
var resourceName = '${server}-${token}'
// Known before anything is deployed, so that a what-if can tell all that would change.
var names = {
  app: 'func-${resourceName}'
  component: 'appi-${resourceName}'
  cosmos: 'cosmos-${resourceName}'
  keyVault: 'kv-${token}'
  serviceBus: 'sbns-${resourceName}'
  attachmentStorage: 'st${token}'
  hostStorage: 'sthost${token}'
  packageStorage: 'stpkg${token}'
}
var attachmentContainer = 'attachments'
var packageContainer = 'app-package'
var queueNames = ['push-retries']

module identity 'modules/identity.bicep' = {
  params: { location: location, name: 'id-${resourceName}', tags: tags }
}

// Of its own, so that the identity the app runs as cannot overwrite the app.
module deploymentIdentity 'modules/identity.bicep' = {
  params: { location: location, name: 'id-deploy-${resourceName}', tags: tags }
}

module hostStorage 'modules/storage.bicep' = {
  params: { location: location, name: names.hostStorage, tags: tags, sku: storageSku, containerNames: [] }
}

module packageStorage 'modules/storage.bicep' = {
  params: { location: location, name: names.packageStorage, tags: tags, sku: storageSku, containerNames: [packageContainer] }
}

module attachmentStorage 'modules/storage.bicep' = {
  params: {
    location: location
    name: names.attachmentStorage
    tags: tags
    sku: storageSku
    containerNames: [attachmentContainer]
    allowedOrigins: allowedOrigins
    // What was uploaded and never confirmed, as confirming copies it out of this folder, and archives of customers' data.
    emptied: [
      { name: 'unconfirmed-uploads', prefix: '${attachmentContainer}/incoming/', days: unconfirmedUploadDays }
      { name: 'archives', prefix: '${attachmentContainer}/exports/', days: 1 }
    ]
  }
}

module cosmos 'modules/cosmos.bicep' = {
  params: {
    location: location
    name: names.cosmos
    tags: tags
    autoscaleMaxThroughput: cosmosAutoscaleMaxThroughput
    zoneRedundant: zoneRedundant
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  params: { location: location, name: names.serviceBus, tags: tags, queueNames: queueNames }
}

module keyVault 'modules/keyvault.bicep' = {
  params: { location: location, name: names.keyVault, tags: tags, auditKey: auditKey }
}

module notificationHubs 'modules/notificationhubs.bicep' = {
  dependsOn: [keyVault]
  params: {
    location: location
    name: 'ntfns-${resourceName}'
    tags: tags
    sku: notificationHubsSku
    keyVaultName: names.keyVault
    fcmProjectId: fcmProjectId
    fcmClientEmail: fcmClientEmail
    fcmPrivateKey: fcmPrivateKey
    apnsKeyId: apnsKeyId
    apnsTeamId: apnsTeamId
    apnsBundleId: apnsBundleId
    apnsToken: apnsToken
    apnsProduction: apnsProduction
    vapidSubject: vapidSubject
    vapidPublicKey: vapidPublicKey
    vapidPrivateKey: vapidPrivateKey
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    workspaceName: 'log-${resourceName}'
    componentName: names.component
    tags: tags
    retentionInDays: logRetentionInDays
  }
}

module roles 'modules/roles.bicep' = {
  dependsOn: [hostStorage, packageStorage, attachmentStorage, cosmos, serviceBus, keyVault, monitoring]
  params: {
    #disable-next-line what-if-short-circuiting // an identity that is made anew needs assignments of new names
    principalId: identity.outputs.principalId
    #disable-next-line what-if-short-circuiting
    deploymentPrincipalId: deploymentIdentity.outputs.principalId
    hostStorageName: names.hostStorage
    packageStorageName: names.packageStorage
    packageContainerName: packageContainer
    attachmentStorageName: names.attachmentStorage
    attachmentContainerName: attachmentContainer
    cosmosName: names.cosmos
    serviceBusName: names.serviceBus
    queueNames: queueNames
    keyVaultName: names.keyVault
    componentName: names.component
  }
}

module functionApp 'modules/functionapp.bicep' = {
  // The host reads its storage and the vault as soon as it starts, so its roles come first.
  dependsOn: [roles]
  params: {
    location: location
    planName: 'plan-${resourceName}'
    name: names.app
    tags: tags
    identityId: identity.outputs.id
    deploymentIdentityId: deploymentIdentity.outputs.id
    packageContainer: '${packageStorage.outputs.blobEndpoint}${packageContainer}'
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    callsPerInstance: callsPerInstance
    zoneRedundant: zoneRedundant
    allowedOrigins: allowedOrigins
    settings: union(
      {
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
        APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
        AZURE_CLIENT_ID: identity.outputs.clientId
        AzureWebJobsStorage__blobServiceUri: hostStorage.outputs.blobEndpoint
        AzureWebJobsStorage__tableServiceUri: hostStorage.outputs.tableEndpoint
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.outputs.clientId
        Audit__Key: '@Microsoft.KeyVault(SecretUri=${keyVault.outputs.auditKeyUri})'
        Blobs__ServiceUri: attachmentStorage.outputs.blobEndpoint
        Blobs__clientId: identity.outputs.clientId
        Cosmos__accountEndpoint: cosmos.outputs.endpoint
        Cosmos__credential: 'managedidentity'
        Cosmos__clientId: identity.outputs.clientId
        // There is no instance metadata to ask here, and waiting for it delays the start.
        COSMOS_DISABLE_IMDS_ACCESS: 'true'
        Console__ClientId: consoleClientId
        Identity__Issuer: identityIssuer
        Identity__Audience: identityAudience
        NotificationHubs__ConnectionString: '@Microsoft.KeyVault(SecretUri=${notificationHubs.outputs.connectionUri})'
        NotificationHubs__HubName: notificationHubs.outputs.hubName
        Push__Server: server
        // What triggers name: the platform reads these before the app runs, and what wakes it knows no sections (__).
        CosmosDatabaseName: cosmos.outputs.databaseName
        PushReconcileSchedule: '30 */5 * * * *'
        RemindersSchedule: '0 * * * * *'
        ServiceBus__fullyQualifiedNamespace: serviceBus.outputs.fullyQualifiedNamespace
        ServiceBus__credential: 'managedidentity'
        ServiceBus__clientId: identity.outputs.clientId
      },
      settings
    )
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    namePrefix: resourceName
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    queueNames: queueNames
    cosmosId: cosmos.outputs.id
    hubId: notificationHubs.outputs.hubId
    appName: names.app
    alertEmail: alertEmail
    serverErrorThreshold: serverErrorThreshold
    pushFailureThreshold: pushFailureThreshold
    throttledThreshold: throttledThreshold
  }
}

module health 'modules/health.bicep' = if (!empty(healthTestLocations)) {
  params: {
    location: location
    namePrefix: resourceName
    tags: tags
    url: functionApp.outputs.url
    componentId: monitoring.outputs.componentId
    locations: healthTestLocations
    actionGroupId: alerts.outputs.actionGroupId
  }
}

@description('Where the API is reached.')
output API_URL string = functionApp.outputs.url

@description('Name of the function app.')
output FUNCTION_APP_NAME string = functionApp.outputs.name

@description('Where the store is reached.')
output COSMOS_ENDPOINT string = cosmos.outputs.endpoint
