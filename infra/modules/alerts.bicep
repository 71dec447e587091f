// What wakes somebody up, and whom.

@description('Where the queries run: the region of the workspace.')
param location string

@description('Begins the names of the alerts.')
param namePrefix string

@description('Tags of the alerts.')
param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('The queues whose dead letters must be drained.')
param queueNames string[]

@description('Resource id of the Cosmos account.')
param cosmosId string

@description('Resource id of the notification hub.')
param hubId string

@description('The name that the telemetry of the app carries.')
param appName string

@description('Who receives the alerts by e-mail. Empty: they are seen in the portal only.')
param alertEmail string

@description('How many server errors within 5 minutes are too many.')
@minValue(1)
param serverErrorThreshold int

@description('How many refused pushes within 15 minutes are too many.')
@minValue(1)
param pushFailureThreshold int

@description('How many throttled calls of the store within 15 minutes are too many.')
@minValue(1)
param throttledThreshold int

// Each finds something only when it is time to wake somebody. Traces are sampled, so what is read of them is weighed by
// how many each stands for; log lines and metrics are not.
var queries = {
  'dead-letters': {
    description: 'A push or a reminder was given up: customers or agents miss an update. Agents see it on the ticket.'
    severity: 2
    query: 'AppTraces | where AppRoleName =~ \'${appName}\' and (Message has \'is a dead letter after\' or Message has \'is no ticket task and was dropped\')'
    windowSize: 'PT5M'
  }
  'server-errors': {
    description: 'Callers of the API receive server errors.'
    severity: 2
    query: 'AppRequests | where AppRoleName =~ \'${appName}\' and toint(ResultCode) between (500 .. 599) | summarize Errors = sum(ItemCount) | where Errors >= ${serverErrorThreshold}'
    windowSize: 'PT5M'
  }
  'timers-stopped': {
    description: 'RemindAgents or ReconcilePushes has not run for 15 minutes: nobody is reminded of unhandled tickets, or pushes that went missing are not looked for.'
    severity: 1
    query: 'AppMetrics | where AppRoleName =~ \'${appName}\' and Name == \'support.timer.runs\' | summarize Timers = dcount(tostring(Properties[\'support.timer\'])) | where Timers < 2'
    windowSize: 'PT15M'
  }
  'feed-stopped': {
    description: 'The reconciler found updates that the change feed should have pushed: PushUpdates does not run, or fails. Pushes are minutes late.'
    severity: 1
    query: 'AppMetrics | where AppRoleName =~ \'${appName}\' and Name == \'support.reconciler.found\' | summarize Found = sum(Sum) | where Found > 0'
    windowSize: 'PT15M'
  }
}

// What stands in a queue although a function should take it.
var queueMetrics = {
  'dead-letters-left': {
    metric: 'DeadletteredMessages'
    window: 'PT15M'
    description: 'Dead letters stay in their queue: the functions that drain them into the tickets do not run, or fail.'
  }
  'queue-backlog': {
    metric: 'ActiveMessages'
    window: 'PT30M'
    description: 'Messages wait in a queue for half an hour: the function that takes them does not run, or does not keep up. Retries of pushes are late.'
  }
}

var pushFailures = {
  'push-refused': {
    metric: 'incoming.all.failedrequests'
    description: 'The notification hub refuses calls: a wrong key, a quota, or a malformed push.'
  }
  'push-undelivered': {
    metric: 'outgoing.allpns.pnserror'
    description: 'The platforms of the devices fail or refuse pushes: look at the hub\'s credentials first.'
  }
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: 'ag-${namePrefix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'support'
    emailReceivers: [{ name: 'operators', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

resource queue 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in items(queueMetrics): {
    name: '${namePrefix}-${alert.key}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.value.description
      severity: 2
      enabled: true
      scopes: [serviceBusId]
      evaluationFrequency: 'PT5M'
      windowSize: alert.value.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'Messages'
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: alert.value.metric
            // Taken within seconds, they come and go: only what is still there matters.
            timeAggregation: 'Minimum'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: [{ name: 'EntityName', operator: 'Include', values: queueNames }]
          }
        ]
      }
      actions: empty(alertEmail) ? [] : [{ actionGroupId: operators.id }]
    }
  }
]

resource throttled 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${namePrefix}-store-throttled'
  location: 'global'
  tags: tags
  properties: {
    description: 'Cosmos DB refuses calls because a container is asked for more than its throughput: requests are slow, then 503.'
    severity: 2
    enabled: true
    scopes: [cosmosId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'Throttled'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'TotalRequests'
          timeAggregation: 'Count'
          operator: 'GreaterThanOrEqual'
          threshold: throttledThreshold
          dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
        }
      ]
    }
    actions: empty(alertEmail) ? [] : [{ actionGroupId: operators.id }]
  }
}

resource push 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in items(pushFailures): {
    name: '${namePrefix}-${alert.key}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.value.description
      severity: 2
      enabled: true
      scopes: [hubId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'Failures'
            metricNamespace: 'Microsoft.NotificationHubs/namespaces/notificationHubs'
            metricName: alert.value.metric
            timeAggregation: 'Total'
            operator: 'GreaterThanOrEqual'
            threshold: pushFailureThreshold
          }
        ]
      }
      actions: empty(alertEmail) ? [] : [{ actionGroupId: operators.id }]
    }
  }
]

resource query 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in items(queries): {
    name: '${namePrefix}-${alert.key}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      description: alert.value.description
      severity: alert.value.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: alert.value.windowSize
      criteria: {
        allOf: [
          {
            query: alert.value.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // The workspace knows the tables only once the app has written its first line.
      skipQueryValidation: true
      actions: { actionGroups: empty(alertEmail) ? [] : [operators.id] }
    }
  }
]

@description('Resource id of the action group; empty when nobody is called.')
output actionGroupId string = empty(alertEmail) ? '' : operators.id
