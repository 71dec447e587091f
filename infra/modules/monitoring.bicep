// Where logs, traces and metrics go, and who is told when something is wrong.

@description('Where the workspace lives.')
param location string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param componentName string

@description('Name of the action group.')
param actionGroupName string

@description('Tags of the resources.')
param tags object

@description('How many days logs are kept.')
@minValue(30)
@maxValue(730)
param retentionInDays int

@description('Who receives alerts. Empty: they are seen in the portal only.')
param alertEmail string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    features: { disableLocalAuth: true }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'support'
    emailReceivers: [{ name: 'operators', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id


@description('Where telemetry is sent to. Not a secret: only an identity with the right role may send.')
output connectionString string = component.properties.ConnectionString

@description('Resource ids of the action groups that alerts call.')
output actionGroupIds string[] = empty(alertEmail) ? [] : [actionGroup.id]
