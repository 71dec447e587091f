// What a server costs on Azure, from costs.json beside it: dotnet run docs/costs/costs.cs
// Prints the tables of docs/operations.md. Put your own prices and habits into costs.json and run it again.
using System.Globalization;
using System.Text.Json.Nodes;

const double HoursPerMonth = 730;
const double Million = 1_000_000;

var file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? ".", "costs.json")))!;
var (assumed, prices) = (Numbers(file["assumptions"]!), Numbers(file["prices"]!));
var gigabyteSeconds = assumed["secondsPerExecution"] * assumed["gigabytesPerInstance"];
var requestUnits = Numbers(file["assumptions"]!["requestUnits"]!);
var life = file["life"]!.AsArray().Select(step => step!).ToList();
var clock = file["clock"]!.AsArray().Select(step => step!).ToList();

Console.WriteLine("| what happens | how often | in Cosmos DB | RU |");
Console.WriteLine("|---|---|---|---|");
foreach (var step in life)
    Console.WriteLine($"| {step["step"]} | {Text(Number(step["times"]))} | {Operations(step)} | {Text(Number(step["times"]) * Units(step))} |");
var unitsPerTicket = life.Sum(step => Number(step["times"]) * Units(step));
var executionsPerTicket = life.Sum(step => Number(step["times"]) * Number(step["executions"])) + assumed["remindersPerTicket"];
Console.WriteLine($"| **one ticket** | | {Text(executionsPerTicket)} executions of functions | **{Text(unitsPerTicket)}** |");
Console.WriteLine();

double[] volumes = [0, 10_000, Million, 100 * Million];
var bills = volumes.Select(Bill).ToList();
Console.WriteLine($"| US dollars a month, tickets a month: | {string.Join(" | ", volumes.Select(volume => volume.ToString("N0", CultureInfo.InvariantCulture)))} |");
Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", volumes.Length))}");
foreach (var line in bills[0].Keys)
    Console.WriteLine($"| {line} | {string.Join(" | ", bills.Select(bill => Money(bill[line])))} |");
Console.WriteLine($"| **together** | {string.Join(" | ", bills.Select(bill => $"**{Money(bill.Values.Sum())}**"))} |");
Console.WriteLine($"| a thousand tickets | {string.Join(" | ", bills.Select((bill, i) => volumes[i] == 0 ? "" : Money(bill.Values.Sum() / volumes[i] * 1000)))} |");
var shared = assumed["executionsSharingAnInstance"];
Console.WriteLine($"| Functions, where {Text(shared)} executions share each second of an instance | {string.Join(" | ", volumes.Select(volume => Money(Functions(Executions(volume), shared))))} |");
Console.WriteLine();
Console.WriteLine($"An idle server runs {Whole(Executions(0))} executions a month of the {Whole(prices["functionsFreeExecutions"])} that are free, and uses {Whole(Executions(0) * gigabyteSeconds)} of the {Whole(prices["functionsFreeGigabyteSeconds"])} GB-seconds that are free.");
Console.WriteLine($"`zoneRedundant` adds {Money(ReadyInZones())} dollars a month for {Text(assumed["alwaysReadyOfZones"])} instances that are kept ready, takes the free executions away from what runs on them, and multiplies the request units of Cosmos DB by {Text(prices["cosmosZonesTimes"])}.");

Dictionary<string, double> Bill(double tickets)
{
    var executions = Executions(tickets);
    var units = tickets * unitsPerTicket + clock.Sum(step => Number(step["perMonth"]) * Units(step))
        + assumed["changeFeedPollsPerMonth"] + assumed["healthTestsPerMonth"] * requestUnits["read"];
    var peak = units / (HoursPerMonth * 3600) * assumed["peakToAverage"];
    var serverless = units / Million * prices["cosmosServerlessMillionRequestUnits"];
    // Bounded below by a tenth of the smallest maximum there is, 1,000 RU/s, in each of six containers.
    var autoscale = Math.Max(peak, 600) / 100 * prices["cosmosAutoscaleHundredRequestUnitsHour"] * HoursPerMonth;
    var stored = tickets * assumed["kilobytesPerTicketStored"] * assumed["monthsKept"] / Million;
    var pushes = tickets * life.Sum(step => Number(step["times"]) * Number(step["pushes"])) * assumed["devicesPerCustomer"];
    var queued = tickets * assumed["remindersPerTicket"] * assumed["queueOperationsPerReminder"];
    var logs = executions * assumed["telemetryKilobytesPerExecution"] / Million * (tickets > Million ? assumed["sampledAboveMillionTickets"] : 1);
    return new()
    {
        ["Functions, where no two executions share an instance"] = Functions(executions, sharing: 1),
        ["Cosmos DB, serverless or autoscale, whichever is less"] = Math.Min(serverless, autoscale) + stored * prices["cosmosGigabyteMonth"],
        ["Service Bus, Standard"] = prices["serviceBusMonth"] + Over(queued, prices["serviceBusIncludedOperations"]) / Million * prices["serviceBusMillionOperations"],
        ["Notification Hubs, Basic"] = prices["hubMonth"] + Over(pushes, prices["hubIncludedPushes"]) / Million * prices["hubMillionPushes"],
        ["Logs and traces"] = Over(logs, prices["logsFreeGigabytes"]) * prices["logsGigabyte"],
        ["Alerts, and asking for its health"] = assumed["logAlerts"] * prices["logAlertMonth"] + assumed["metricAlerts"] * prices["metricAlertMonth"] + assumed["healthTestsPerMonth"] * prices["healthTest"],
    };
}

double Executions(double tickets) => tickets * executionsPerTicket + clock.Sum(step => Number(step["perMonth"])) + assumed["healthTestsPerMonth"];

double Functions(double executions, double sharing) => Over(executions, prices["functionsFreeExecutions"]) / Million * prices["functionsMillionExecutions"]
    + Over(executions * gigabyteSeconds / sharing, prices["functionsFreeGigabyteSeconds"]) * prices["functionsGigabyteSecond"];

double ReadyInZones() => assumed["alwaysReadyOfZones"] * assumed["gigabytesPerInstance"] * HoursPerMonth * 3600 * prices["functionsAlwaysReadyGigabyteSecond"];

double Units(JsonNode step) => step["store"]!.AsArray().Sum(operation => requestUnits.TryGetValue((string)operation!, out var units) ? units : requestUnits[((string)operation!).Split(' ')[0]]);

static string Operations(JsonNode step) => step["store"]!.AsArray() is { Count: > 0 } operations ? string.Join(", ", operations.Select(operation => (string)operation!)) : "nothing";

static Dictionary<string, double> Numbers(JsonNode node) => node.AsObject().Where(pair => pair.Value is JsonValue).ToDictionary(pair => pair.Key, pair => Number(pair.Value));

static double Number(JsonNode? node) => node?.GetValue<double>() ?? 0;

static double Over(double used, double included) => Math.Max(0, used - included);

static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

static string Money(double dollars) => dollars.ToString(dollars < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
