using Microsoft.Azure.Functions.Worker;

namespace ServerlessSupport.Local.Runtime.Discovery;

/// <summary>All functions of the app, in the order of their names.</summary>
internal sealed class FunctionCatalog
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private FunctionCatalog(List<FunctionDefinition> functions) => Functions = [.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)];

    public IReadOnlyList<FunctionDefinition> Functions { get; }

    /// <summary>Finds the methods that carry [Function].</summary>
    /// <exception cref="InvalidFunctionAppException">At least one cannot be run; the message lists every fault.</exception>
    public static FunctionCatalog Discover(IEnumerable<Type> types, IConfiguration configuration, HostSettings settings)
    {
        var readers = types.SelectMany(type => type.GetMethods(Declared))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(method => new FunctionReader(method, configuration, settings))
            .ToList();
        var functions = readers.Select(reader => reader.Read()).OfType<FunctionDefinition>().ToList();
        var faults = readers.SelectMany(reader => reader.Faults.Select(fault => $"{reader.Name} ({Place(reader.Method)}): {fault}"))
            .Concat(SameNames(readers))
            .Concat(SameRoutes(functions))
            .Concat(SameLeases(readers))
            .ToList();
        return faults.Count == 0 ? new FunctionCatalog(functions) : throw new InvalidFunctionAppException(faults);
    }

    private static IEnumerable<string> SameNames(IEnumerable<FunctionReader> readers) =>
        from reader in readers
        group Place(reader.Method) by reader.Name.ToUpperInvariant() into same
        where same.Count() > 1
        select $"{string.Join(" and ", same)} have the same name (upper and lower case count as the same).";

    private static IEnumerable<string> SameRoutes(IEnumerable<FunctionDefinition> functions) =>
        from function in functions.OfType<HttpFunction>()
        from method in function.Methods
        group function by $"{method} {HttpTriggerReader.Shape(function.Route)}" into same
        where same.Count() > 1
        select $"{string.Join(" and ", same.Select(function => function.Name))} have the same route: {same.Key.Split(' ')[0]} {same.First().Route.RawText}.";

    // Here each function has a lease of its own; on Azure functions of one prefix would steal each other's changes.
    private static IEnumerable<string> SameLeases(IEnumerable<FunctionReader> readers) =>
        from reader in readers
        from parameter in reader.Method.GetParameters()
        let trigger = parameter.GetCustomAttribute<CosmosDBTriggerAttribute>()
        where trigger is not null
        group reader.Name by $"{trigger.LeaseContainerName}/{trigger.LeaseContainerPrefix}" into same
        where same.Count() > 1
        select $"{string.Join(" and ", same)} share a lease: give each a LeaseContainerPrefix of its own.";

    private static string Place(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
