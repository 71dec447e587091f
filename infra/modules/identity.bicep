// An identity: the one the function app runs as, or the one that deploys it.

@description('Where the identity lives.')
param location string

@description('Name of the user-assigned identity.')
param name string

@description('Tags of the identity.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, to assign the identity to a resource.')
output id string = identity.id

@description('What the settings of the app name the identity by.')
output clientId string = identity.properties.clientId

@description('What role assignments name the identity by.')
output principalId string = identity.properties.principalId
