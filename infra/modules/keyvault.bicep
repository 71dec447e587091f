// The secrets that no identity can stand in for: the key of the notification hub, and the key that signs cursors.

@description('Where the vault lives.')
param location string

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of the vault.')
param tags object

@description('What signs the paging cursors handed to clients, if the vault holds no key yet. To rotate it, set a new version of the secret.')
@secure()
param newCursorKey string

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

// Created once and then left alone: a new key at each deployment would void every cursor that clients hold.
@onlyIfNotExists()
resource cursorKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'cursor-key'
  properties: {
    value: newCursorKey
    contentType: 'base64'
  }
}

@description('Where the newest version of the cursor key is found.')
output cursorKeyUri string = '${vault.properties.vaultUri}secrets/${cursorKey.name}'
