using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessSupport;
using ServerlessSupport.App;
using ServerlessSupport.Cloud;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Configuration.AddTriggerSettings();
builder.Services.AddSupport(builder.Configuration).AddCloud(builder.Configuration);
builder.Services.AddWorkerTelemetry(builder.Configuration);
builder.Build().Run();
