using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Contracts.Reports;

namespace ServerlessSupport.Acceptance.Reports;

/// <summary>What a lead sees, counted by the local edition.</summary>
public sealed class ReportTests(RunningServer server) : ReportContract(server), IClassFixture<RunningServer>;
