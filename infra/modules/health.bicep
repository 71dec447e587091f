// Asks the app from outside whether it can do its work, and tells when it does not answer.

@description('Where the test is kept: the region of the component.')
param location string

@description('Begins the names of the test and its alert.')
param namePrefix string

@description('Tags of the test and the alert.')
param tags object

@description('Where the API is reached.')
param url string

@description('Resource id of the Application Insights component.')
param componentId string

@description('From where it is asked: ids of the locations of availability tests, at least two.')
@minLength(2)
param locations string[]

@description('Resource id of the action group that is called. Empty: the alert is seen in the portal only.')
param actionGroupId string

resource test 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${namePrefix}-health'
  location: location
  // By this tag the component finds its tests.
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${namePrefix}-health'
    Name: '${namePrefix}-health'
    Enabled: true
    Kind: 'standard'
    // Each question is charged for, and wakes an instance that sleeps.
    Frequency: 900
    // An instance that sleeps may take this long to wake.
    Timeout: 120
    RetryEnabled: true
    Locations: [for id in locations: { Id: id }]
    Request: { RequestUrl: '${url}/api/health', HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource unanswered 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${namePrefix}-health-unanswered'
  location: 'global'
  tags: tags
  properties: {
    description: 'The API does not answer, or cannot reach its store: customers and agents cannot work.'
    severity: 0
    enabled: true
    scopes: [test.id, componentId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: test.id
      componentId: componentId
      // One location alone may have a bad line.
      failedLocationCount: 2
    }
    actions: empty(actionGroupId) ? [] : [{ actionGroupId: actionGroupId }]
  }
}
