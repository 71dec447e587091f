// The store of tickets, deliveries and devices, and the leases of the change feed.

@description('Where the account lives.')
param location string

@description('Name of the account.')
@minLength(3)
@maxLength(44)
param name string

@description('Tags of the account.')
param tags object

@description('0 pays per request (serverless, one region, 5,000 RU/s a container); else the most RU/s each container scales up to by itself, from 1,000.')
@minValue(0)
param autoscaleMaxThroughput int

@description('Whether the replicas stand in several zones of the region.')
param zoneRedundant bool

// What the containers are and how they are indexed is written once, for this template and for the seeder of the app.
var containers = loadJsonContent('../cosmos-containers.json')
var serverless = autoscaleMaxThroughput == 0

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    disableKeyBasedMetadataWriteAccess: true
    disableLocalAuth: true
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    minimalTlsVersion: 'Tls12'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: 'support'
  properties: { resource: { id: 'support' } }
}

// A change of many containers at once is refused with a conflict, so one after the other.
@batchSize(1)
resource container 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [
  for item in containers: {
    parent: database
    name: item.name
    properties: {
      resource: {
        id: item.name
        partitionKey: { kind: 'Hash', version: 2, paths: [item.partitionKey] }
        defaultTtl: item.defaultTtl
        indexingPolicy: item.indexingPolicy
      }
      // Naming any throughput fails on a serverless account.
      options: serverless ? {} : { autoscaleSettings: { maxThroughput: autoscaleMaxThroughput } }
    }
  }
]

@description('Resource id of the account.')
output id string = account.id

@description('Where the account is reached.')
output endpoint string = account.properties.documentEndpoint

@description('Name of the database.')
output databaseName string = database.name
