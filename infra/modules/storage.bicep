// One storage account: the host's own blobs, the deployed package, and the attachments of tickets.

@description('Where the account lives.')
param location string

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of the account.')
param tags object

@description('Redundancy: ZRS where the region has zones, LRS where it has none.')
param sku string

@description('Origins of web pages whose scripts upload attachments straight to the account.')
param allowedOrigins string[]

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: storage
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    cors: {
      corsRules: empty(allowedOrigins)
        ? []
        : [
            {
              allowedOrigins: allowedOrigins
              allowedMethods: ['GET', 'PUT']
              allowedHeaders: ['content-type', 'x-ms-blob-type', 'x-ms-meta-announcement', 'x-ms-version']
              exposedHeaders: ['etag']
              maxAgeInSeconds: 3600
            }
          ]
    }
  }
}

// The deployment fails unless its container exists before the function app does.
resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: 'app-package'
}

resource attachments 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: 'attachments'
}

// What was uploaded and never confirmed; confirming copies it out of this folder.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'unconfirmed-uploads'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${attachments.name}/incoming/'] }
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 1 } } }
          }
        }
      ]
    }
  }
}

@description('Where blobs are reached.')
output blobEndpoint string = storage.properties.primaryEndpoints.blob

@description('Where tables are reached.')
output tableEndpoint string = storage.properties.primaryEndpoints.table

@description('Where the package of the function app is deployed to.')
output packageContainer string = '${storage.properties.primaryEndpoints.blob}${packages.name}'
