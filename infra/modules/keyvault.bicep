// The secrets that no identity can stand in for: the key of the notification hub, and the one that signs the audit record.

@description('Where the vault lives.')
param location string

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of the vault.')
param tags object

@description('What signs the audit record: 32 bytes or more in base64.')
@secure()
param auditKey string

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

resource audit 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'audit-key'
  properties: { value: auditKey, contentType: 'base64' }
}

@description('Where the newest version of the key of the audit record is found.')
output auditKeyUri string = audit.properties.secretUri
