// The secret that no identity can stand in for: the key of the notification hub.

@description('Where the vault lives.')
param location string

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of the vault.')
param tags object

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { family: 'A', name: 'standard' }
    tenantId: tenant().tenantId
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
  }
}
