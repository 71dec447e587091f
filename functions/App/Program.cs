using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessSupport;
using ServerlessSupport.Cloud;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSupport(builder.Configuration).AddCloud(builder.Configuration);
builder.Build().Run();
