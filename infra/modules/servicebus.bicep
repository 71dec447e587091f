// The queues: pushes to try again.

@description('Where the namespace lives.')
param location string

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Tags of the namespace.')
param tags object

@description('The queues.')
param queueNames string[]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  // Basic has no duplicate detection.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queueName in queueNames: {
    parent: namespace
    name: queueName
    properties: {
      lockDuration: 'PT1M'
      maxDeliveryCount: 10
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      deadLetteringOnMessageExpiration: true
    }
  }
]

@description('Resource id of the namespace.')
output id string = namespace.id

@description('The host that clients connect to.')
output fullyQualifiedNamespace string = replace(
  replace(namespace.properties.serviceBusEndpoint, 'https://', ''),
  ':443/',
  ''
)
