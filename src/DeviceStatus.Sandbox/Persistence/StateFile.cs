using System.Globalization;
using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Api;
using DeviceStatus.Sandbox.Json;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Persistence;

/// <summary>
/// The state of a sandbox as a file: one JSON object that starts with the format and its version. The file is replaced atomically, so that
/// a terminated process leaves the old or the new state. A lock file in the same folder prevents use by a second process.
/// </summary>
internal sealed class StateFile : IDisposable
{
    private const string Format = "DeviceStatus.Sandbox";
    private const int Version = 1;
    private readonly string _path;
    private readonly FileStream _lock;

    private StateFile(string path, FileStream @lock)
    {
        _path = path;
        _lock = @lock;
    }

    private string LockPath => _path + ".lock";

    /// <summary>Opens and locks a file. The file need not exist.</summary>
    /// <exception cref="SandboxFileException">The file is in use, is a folder, or its folder is not writable.</exception>
    internal static StateFile Open(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            throw new SandboxFileException(path, "it is a folder; name a file.");
        }

        string? folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
        {
            throw new SandboxFileException(path, "its folder does not exist; create it first.");
        }

        try
        {
            // A symbolic link is kept: its target is replaced.
            FileInfo file = new(path);
            path = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            return new StateFile(path, OpenLock(path + ".lock"));
        }
        catch (IOException exception) when (File.Exists(path + ".lock"))
        {
            throw new SandboxFileException(
                path, "another sandbox, in this process or another, has it open; close that one or name another file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFileException(path, exception.Message, exception);
        }
    }

    /// <summary>Reads the file into a store.</summary>
    /// <returns><see langword="false"/> if the file does not exist.</returns>
    /// <exception cref="SandboxFileException">The file is not a sandbox file, has another version, is damaged, or cannot be
    /// read.</exception>
    internal bool TryLoad(RouteTable routes, SandboxStore store)
    {
        try
        {
            if (!File.Exists(_path))
            {
                return false;
            }

            if (!RegularFile.HasContent(_path))
            {
                throw NotAStateFile(null);
            }

            JObject root = StrictJson.Parse(File.ReadAllBytes(_path)) as JObject ?? throw NotAStateFile(null);
            if (root["format"] is not JValue { Value: Format })
            {
                throw NotAStateFile(null);
            }

            if (root["version"] is not JValue { Value: (long)Version })
            {
                throw new SandboxFileException(
                    _path,
                    string.Create(
                        CultureInfo.InvariantCulture, $"it is of version {root["version"]}, and this module reads version {Version}."));
            }

            long next = root["nextSequence"] is JValue { Value: long number and > 0 } ? number : throw Damaged("'nextSequence' is missing");
            JArray collections = root["collections"] as JArray ?? throw Damaged("'collections' is missing");
            store.Replace(fill => Fill(routes, fill, collections), next);
            return true;
        }
        catch (FormatException exception)
        {
            throw NotAStateFile(exception);
        }
        catch (ApiException exception)
        {
            throw Damaged(exception.Message);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not SandboxFileException))
        {
            throw new SandboxFileException(_path, exception.Message, exception);
        }
    }

    /// <summary>Replaces the file.</summary>
    /// <exception cref="IOException">The file cannot be written. The old file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied. The old file is unchanged.</exception>
    internal void Save(StoreSnapshot snapshot)
    {
        using ReplacementFile file = ReplacementFile.Create(_path);
        JsonBytes.To(file.Content, json =>
        {
            json.WriteStartObject();
            json.Member("format", Format);
            json.WritePropertyName("version");
            json.WriteValue(Version);
            json.WritePropertyName("nextSequence");
            json.WriteValue(snapshot.NextSequence);
            json.WritePropertyName("collections");
            json.WriteStartArray();
            foreach (CollectionSnapshot collection in snapshot.Collections)
            {
                json.WriteStartObject();
                json.Member("path", PathOf(collection));
                json.WritePropertyName("items");
                json.WriteStartArray();
                int[] all = collection.Table.VisibleIn(GraphVersion.Beta);
                foreach (SandboxItem item in collection.Items)
                {
                    json.WriteStartObject();
                    json.Members(collection.Table, item, all);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        file.Commit();
    }

    /// <summary>Releases the file.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(LockPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows does not delete an open file. The remaining empty file has no effect, because only the lock on it matters.
        }

        _lock.Dispose();
    }

    private static FileStream OpenLock(string path)
    {
        while (true)
        {
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new IOException($"'{path}' is a link; remove it.");
            }

            FileStream stream = new(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite));

            // Its previous owner may have deleted it after it was opened here and before it was locked.
            if (File.Exists(path))
            {
                return stream;
            }

            stream.Dispose();
        }
    }

    private static string PathOf(CollectionSnapshot collection) =>
        collection.Table.Resource.PathTemplate.Replace(
            "{}", Uri.EscapeDataString(collection.ParentId ?? string.Empty), StringComparison.Ordinal);

    private void Fill(RouteTable routes, SandboxStore store, JArray collections)
    {
        foreach (JToken collection in collections)
        {
            string path = (collection as JObject)?["path"] is JValue { Value: string text }
                ? text
                : throw Damaged("a collection has no 'path'");
            if (!routes.TryResolve(path, GraphVersion.Beta, out Route route, out _) || route.ItemId is not null)
            {
                throw Damaged($"the collection '{path}' is unknown");
            }

            foreach (JToken item in collection["items"] as JArray ?? throw Damaged($"the collection '{path}' has no 'items'"))
            {
                List<KeyValuePair<int, object?>> values = BodyReader.Read(
                    route.Table, GraphVersion.Beta,
                    item as JObject ?? throw Damaged($"the collection '{path}' contains a value that is not an object"));
                if (!values.Exists(value => value.Key == 0))
                {
                    throw Damaged($"the collection '{path}' contains an object without 'id'");
                }

                if (store.Add(route.Table, route.ParentId, values).Item is null)
                {
                    throw Damaged($"the collection '{path}' contains an id twice");
                }
            }
        }
    }

    private SandboxFileException NotAStateFile(Exception? cause) =>
        new(_path, "it is not a sandbox file and was left as it is; name a file that the sandbox made, or one that does not exist.", cause);

    private SandboxFileException Damaged(string what) => new(_path, $"it is damaged ({what}) and was left as it is.");
}
