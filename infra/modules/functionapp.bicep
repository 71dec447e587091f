// The function app, on the plan that scales to zero.

@description('Where the app lives.')
param location string

@description('Name of the plan.')
param planName string

@description('Name of the app.')
@minLength(2)
@maxLength(60)
param name string

@description('Tags of the plan and the app.')
param tags object

@description('Resource id of the identity the app runs as.')
param identityId string

@description('Resource id of the identity that writes and reads the deployed package, and does nothing else.')
param deploymentIdentityId string

@description('Where the package of the app is deployed to.')
param packageContainer string

@description('Memory of one instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('How many instances there may be at once.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('How many instances wait for HTTP calls, so that none meets a cold start. 0 scales to zero.')
@minValue(0)
param alwaysReadyInstances int

@description('How many HTTP calls one instance serves at once; they share what the instance costs.')
@minValue(1)
@maxValue(1000)
param callsPerInstance int

@description('Whether instances stand in several zones; the platform then keeps two of each kind ready, and charges for them.')
param zoneRedundant bool

@description('Origins of web pages whose scripts call the app.')
param allowedOrigins string[]

@description('The settings of the app.')
param settings object

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds by this tag what to deploy the service to.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {}, '${deploymentIdentityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // The host's own /admin routes: nothing here needs them, and they take the master key.
    #disable-next-line BCP037 // the service knows it, the published schema does not
    functionsRuntimeAdminIsolationEnabled: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: deploymentIdentityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        triggers: { http: { perInstanceConcurrency: callsPerInstance } }
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
      }
    }
    siteConfig: {
      ftpsState: 'Disabled'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      cors: { allowedOrigins: allowedOrigins }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }

  // Deployments sign in as somebody; the user names and passwords that publish profiles carry are off.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('Name of the app.')
output name string = app.name

@description('Where the API is reached.')
output url string = 'https://${app.properties.defaultHostName}'
