using ServerlessSupport.OpenApi;

// From anywhere in the repository: dotnet run --project tools/OpenApi
var folder = new DirectoryInfo(AppContext.BaseDirectory);
while (!File.Exists(Path.Combine(folder.FullName, "ServerlessSupport.sln")))
    folder = folder.Parent ?? throw new InvalidOperationException("Run this inside the repository.");
var path = Path.Combine(folder.FullName, "docs", "openapi.json");
await File.WriteAllTextAsync(path, OpenApiDocument.Compose(HttpRoutes.All));
Console.WriteLine($"{path} describes {HttpRoutes.All.Count} operations.");
