using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class LoadingTests
{
    [Theory]
    [InlineData(SignInMethod.AccessToken)]
    [InlineData(SignInMethod.Sandbox)]
    public async Task GetTokenAsync_method_that_needs_no_identity_library_does_not_load_it(SignInMethod method)
    {
        var context = new RecordingContext();
        Assembly engine = context.LoadFromAssemblyPath(typeof(TokenSources).Assembly.Location);

        await GetTokenAsync(engine, method);

        Assert.DoesNotContain(context.Loaded, IsOfAzure);
    }

    [Fact]
    public async Task RecordingContext_identity_library_in_use_is_recorded()
    {
        var context = new RecordingContext();
        Assembly engine = context.LoadFromAssemblyPath(typeof(TokenSources).Assembly.Location);

        await Assert.ThrowsAnyAsync<Exception>(() => GetTokenAsync(engine, SignInMethod.Certificate));

        Assert.Contains(context.Loaded, IsOfAzure);
    }

    private static bool IsOfAzure(string name) =>
        name.StartsWith("Azure.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Identity", StringComparison.Ordinal);

    // By reflection, because the types of that copy are not those of the test.
    private static async Task GetTokenAsync(Assembly engine, SignInMethod method)
    {
        Type optionsType = engine.GetType(typeof(SignInOptions).FullName!, throwOnError: true)!;
        Type sources = engine.GetType(typeof(TokenSources).FullName!, throwOnError: true)!;
        object options = Activator.CreateInstance(optionsType)!;
        void Set(string name, object value) => optionsType.GetProperty(name)!.SetValue(options, value);
        Set(nameof(SignInOptions.Method), Enum.ToObject(optionsType.GetProperty(nameof(SignInOptions.Method))!.PropertyType, (int)method));
        Set(nameof(SignInOptions.AccessToken), "opaque");
        Set(nameof(SignInOptions.TenantId), "tenant");
        Set(nameof(SignInOptions.ClientId), "client");
        Set(nameof(SignInOptions.CertificatePath), "/no/such/file");
        object source = sources.GetMethod(nameof(TokenSources.Create))!.Invoke(null, [options, null])!;
        object pending = source.GetType().GetMethod(nameof(ITokenSource.GetTokenAsync))!.Invoke(source, [null, CancellationToken.None])!;
        await (Task)pending.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(pending, null)!;
    }

    private sealed class RecordingContext() : AssemblyLoadContext("recording", isCollectible: true)
    {
        private readonly AssemblyDependencyResolver _resolver = new(typeof(LoadingTests).Assembly.Location);

        internal ConcurrentQueue<string> Loaded { get; } = new();

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Loaded.Enqueue(assemblyName.Name!);
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
        }
    }
}
