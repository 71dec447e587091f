// One storage account: of the host, of the deployed package, or of attachments. What differs is in the containers.

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

@description('The private containers of the account.')
param containerNames string[]

@description('Origins of web pages whose scripts upload straight to the account.')
param allowedOrigins string[] = []

@description('Folders, with the name of the container before them, whose blobs are removed so many days after they were made.')
param emptied { name: string, prefix: string, days: int }[] = []

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

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for containerName in containerNames: {
    parent: blobs
    name: containerName
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (!empty(emptied)) {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        for folder in emptied: {
          name: folder.name
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: [folder.prefix] }
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: folder.days } } }
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
