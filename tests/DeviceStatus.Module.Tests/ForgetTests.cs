using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>After Disconnect-DeviceStatus nothing leads to the token, even though the connection object is kept.</summary>
public sealed class ForgetTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void Disconnect_leaves_no_way_to_the_token()
    {
        object connection = Connect();
        (int found, List<WeakReference> secrets) = FindToken(connection);
        Assert.InRange(found, 1, int.MaxValue);

        Run("Disconnect-DeviceStatus $kept").Succeeded();

        bool forgotten = SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                return secrets.TrueForAll(static secret => !secret.IsAlive);
            },
            TimeSpan.FromSeconds(20));
        Assert.True(
            forgotten, $"{secrets.Count(static secret => secret.IsAlive)} of {secrets.Count} objects with the token are still reachable.");
        Assert.Equal(0, FindToken(connection).Found);
        Assert.Equal("Forget", Run("$kept.Name").Text);
    }

    /// <summary>Connects and reads, so that the token went through every handler. The session keeps the connection.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private object Connect()
    {
        PipelineResult result = Run(
            "$global:kept = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Forget; "
            + "$null = Get-IosUpdateDeviceStatus -Top 1 -Connection $kept; $kept",
            Server.Url).Succeeded();
        return result.Output[^1]!.BaseObject;
    }

    /// <summary>
    /// Walks from the connection to every object that it leads to, and finds texts and encrypted texts that hold the token.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int Found, List<WeakReference> Secrets) FindToken(object root)
    {
        List<WeakReference> secrets = [];
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> next = new([root]);
        while (next.TryPop(out object? item))
        {
            if (item is Type or MemberInfo or Assembly or Thread or Pointer || !seen.Add(item))
            {
                continue;
            }

            if (item is string text)
            {
                if (text.Contains(PowerShellSession.Token, StringComparison.Ordinal))
                {
                    secrets.Add(new WeakReference(text));
                }

                continue;
            }

            if (item is SecureString)
            {
                continue;
            }

            foreach (object child in Children(item))
            {
                next.Push(child);
            }
        }

        return (secrets.Count, secrets);
    }

    private static IEnumerable<object> Children(object item)
    {
        if (item is Array array)
        {
            return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().OfType<object>();
        }

        List<object> children = [];
        for (Type? type = item.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field
                in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRefLike
                    && field.GetValue(item) is { } value)
                {
                    children.Add(value);
                }
            }
        }

        return children;
    }
}
