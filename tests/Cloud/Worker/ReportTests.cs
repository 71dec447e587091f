using ServerlessSupport.Contracts.Reports;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>What a lead sees, counted by the function app as a worker from the change feed of Cosmos DB.</summary>
public sealed class ReportTests(RunningWorker server) : ReportContract(server), IClassFixture<RunningWorker>;
