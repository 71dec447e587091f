using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessSupport;
using ServerlessSupport.App;
using ServerlessSupport.App.Http;
using ServerlessSupport.Cloud;

var builder = FunctionsApplication.CreateBuilder(args);
if (builder.Configuration["Functions:Worker:HostEndpoint"] is null)
{
    Console.Error.WriteLine("This is a function app: the Functions host starts it. To run everything on this machine: dotnet run --project functions/Local");
    return 1;
}

builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<GateMiddleware>();
builder.Configuration.AddTriggerSettings();
builder.Services.AddSupport(builder.Configuration).AddCloud(builder.Configuration).AddEdge(builder.Configuration);
builder.Services.AddSingleton(new Doors(typeof(SubmitTicket).Assembly.GetExportedTypes()));
builder.Services.AddWorkerTelemetry(builder.Configuration);
builder.Build().Run();
return 0;
