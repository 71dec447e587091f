#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
// Holds the stand-ins to the packages they stand for: each public member, with nullability and default values.
//
//   list  STANDINS PACKAGE...   print those members of the packages whose types are stood in for, one a line
//   check LISTINGS STANDINS     exit 1 and print each public member that no listing in the folder has
//
// A type marked ~ comes from code without nullable annotations: there the stand-in may say more.
using System.Reflection;
using System.Runtime.CompilerServices;

const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

return args switch
{
    ["list", var standIns, .. var packages] when packages.Length > 0 => List(standIns, packages),
    ["check", var folder, var standIns] => Check(folder, standIns),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: list STANDINS PACKAGE... | check LISTINGS-FOLDER STANDINS");
    return 2;
}

static int List(string standIns, string[] packages)
{
    var stoodInFor = Types(standIns).Select(type => type.FullName).ToHashSet();
    foreach (var line in packages.SelectMany(Types).Where(type => stoodInFor.Contains(type.FullName)).SelectMany(Surface).Distinct().Order(StringComparer.Ordinal))
        Console.WriteLine(line);
    return 0;
}

static int Check(string folder, string standIns)
{
    var listed = Directory.EnumerateFiles(folder, "*.txt").SelectMany(File.ReadLines).ToLookup(Bare);
    var lines = Types(standIns).Where(IsPackages).SelectMany(Surface).Distinct().Order(StringComparer.Ordinal).ToList();
    var unknown = lines.Where(line => !listed[Bare(line)].Any(real => real == line || real.Contains('~', StringComparison.Ordinal))).ToList();
    foreach (var line in unknown)
        Console.WriteLine($"not in the real packages: {line}{string.Concat(listed[Bare(line)].Select(real => $"\n                      but: {real}"))}");
    Console.WriteLine($"{lines.Count - unknown.Count} of {lines.Count} public members match");
    return lines.Count > 0 && unknown.Count == 0 ? 0 : 1;
}

static string Bare(string line) => line.Replace("?", "", StringComparison.Ordinal).Replace("~", "", StringComparison.Ordinal);

static bool IsPackages(Type type) => type.Namespace?.StartsWith("Microsoft.Azure.", StringComparison.Ordinal) == true;

static IEnumerable<Type> Types(string path)
{
    var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    AppDomain.CurrentDomain.AssemblyResolve += (_, missing) =>
        Path.Combine(folder, new AssemblyName(missing.Name).Name + ".dll") is var file && File.Exists(file) ? Assembly.LoadFrom(file) : null;
    return Assembly.LoadFrom(Path.GetFullPath(path)).GetExportedTypes();
}

static IEnumerable<string> Surface(Type type)
{
    yield return $"type {TypeName(type)} : {Kind(type)}";
    foreach (var parent in type.GetInterfaces().Where(parent => parent.IsVisible).Append(type.BaseType).OfType<Type>())
        yield return $"type {TypeName(type)} is {TypeName(parent)}";
    foreach (var attribute in type.GetCustomAttributesData().Where(attribute => IsPackages(attribute.AttributeType)))
        yield return $"type {TypeName(type)} has {attribute.AttributeType.Name}({string.Join(", ", attribute.ConstructorArguments.Select(Value))})";
    foreach (var member in type.IsEnum ? type.GetEnumNames().Select(name => $"enum {TypeName(type)}.{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}") : Members(type))
        yield return member;
}

static string Value(CustomAttributeTypedArgument argument) => argument.Value switch
{
    IEnumerable<CustomAttributeTypedArgument> several => string.Join("+", several.Select(Value)),
    Type type => type.Name,
    var value => $"{value}",
};

static IEnumerable<string> Members(Type type)
{
    var nullability = new NullabilityInfoContext();
    foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
        yield return $"{TypeName(type)}.ctor({Parameters(constructor, nullability)})";
    foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute))))
        yield return $"{TypeName(type)}.{method.Name}({Parameters(method, nullability)}) : {Name(nullability.Create(method.ReturnParameter))}{(method.IsStatic ? " static" : method.IsVirtual && !method.IsFinal ? " virtual" : "")}";
    foreach (var property in type.GetProperties(Declared))
    {
        var name = $"{TypeName(type)}.{property.Name} : {Name(nullability.Create(property))}";
        if (property.GetMethod is { } getter && IsVisible(getter))
            yield return $"{name} get";
        if (property.SetMethod is { } setter && IsVisible(setter))
            yield return $"{name} {(setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier == typeof(IsExternalInit)) ? "init" : "set")}";
    }
}

static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

static string Parameters(MethodBase method, NullabilityInfoContext nullability) =>
    string.Join(", ", method.GetParameters().Select(parameter => $"{Name(nullability.Create(parameter))} {parameter.Name}{Default(parameter)}"));

static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? "" : parameter.ParameterType.IsValueType && parameter.DefaultValue is null ? " = default" : $" = {parameter.DefaultValue ?? "null"}";

static string Kind(Type type) =>
    type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class"
    : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";

static string Name(NullabilityInfo info)
{
    var mark = info.Type.IsValueType ? "" : info.ReadState == NullabilityState.Unknown && info.WriteState == NullabilityState.Unknown ? "~"
        : info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable ? "?" : "";
    var name = info.Type.IsGenericType ? $"{BareName(info.Type)}<{string.Join(",", info.GenericTypeArguments.Select(Name))}>"
        : info.ElementType is { } element ? Name(element) + "[]" : TypeName(info.Type);
    return name + mark;
}

static string TypeName(Type type) => type.IsGenericType ? $"{BareName(type)}<{string.Join(",", type.GetGenericArguments().Select(TypeName))}>" : BareName(type);

static string BareName(Type type) => $"{(type.IsNested ? BareName(type.DeclaringType!) + "+" : type.Namespace + ".")}{type.Name.Split('`')[0]}";
