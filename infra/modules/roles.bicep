// What each identity may do, and on what: the least that each part of the app uses.

@description('The identity that the app runs as.')
param principalId string

@description('The identity that deploys: it writes and reads the package.')
param deploymentPrincipalId string

@description('Name of the storage account of the host.')
param hostStorageName string

@description('Name of the storage account of the package.')
param packageStorageName string

@description('Name of the container of the package.')
param packageContainerName string

@description('Name of the storage account of attachments.')
param attachmentStorageName string

@description('Name of the container of attachments.')
param attachmentContainerName string

@description('Name of the Cosmos account.')
param cosmosName string

@description('Name of the Service Bus namespace.')
param serviceBusName string

@description('The queues the app sends to and receives from.')
param queueNames string[]

@description('Name of the vault.')
param keyVaultName string

@description('Name of the Application Insights component.')
param componentName string

var hostRoles = {
  // Locks and keys of the host, which makes its containers itself.
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  // The host records its own diagnostics in a table.
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
// The keys that sign links to attachments belong to the account, not to a container.
var blobDelegator = 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'
// On each queue, not the namespace. Owner, because the platform scales on a queue's length only where it may manage it.
var serviceBusDataOwner = '090c5cfd-751d-490a-894a-3ce6f1109419'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
// Cosmos keeps its own roles: those of Azure give no access to data.
var cosmosDataContributor = '00000000-0000-0000-0000-000000000002'

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource packageStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: packageStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource packages 'containers' existing = {
      name: packageContainerName
    }
  }
}

resource attachmentStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: attachmentStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource attachments 'containers' existing = {
      name: attachmentContainerName
    }
  }
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: cosmosName
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusName
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for queueName in queueNames: {
    parent: serviceBus
    name: queueName
  }
]

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource onHostStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(hostRoles): {
    name: guid(hostStorage.id, principalId, role.value)
    scope: hostStorage
    properties: {
      principalId: principalId
      // Without it an assignment fails while the new identity is not yet known everywhere.
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
      description: role.key
    }
  }
]

resource onAttachments 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(attachmentStorage::blobs::attachments.id, principalId, blobDataContributor)
  scope: attachmentStorage::blobs::attachments
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    description: 'Storage Blob Data Contributor'
  }
}

resource onAttachmentLinks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(attachmentStorage.id, principalId, blobDelegator)
  scope: attachmentStorage
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDelegator)
    description: 'Storage Blob Delegator'
  }
}

resource onPackages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(packageStorage::blobs::packages.id, deploymentPrincipalId, blobDataContributor)
  scope: packageStorage::blobs::packages
  properties: {
    principalId: deploymentPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    description: 'Storage Blob Data Contributor'
  }
}

resource onQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queueName, index) in queueNames: {
    name: guid(queues[index].id, principalId, serviceBusDataOwner)
    scope: queues[index]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusDataOwner)
      description: 'Azure Service Bus Data Owner'
    }
  }
]

resource onVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    description: 'Key Vault Secrets User'
  }
}

resource onComponent 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, principalId, monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    description: 'Monitoring Metrics Publisher'
  }
}

resource onCosmos 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = {
  parent: cosmos
  name: guid(cosmos.id, principalId, cosmosDataContributor)
  properties: {
    principalId: principalId
    scope: cosmos.id
    roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/${cosmosDataContributor}'
  }
}
