using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DeviceStatus.Graph.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Stores the times of requests in a folder of the user, so that later and concurrent processes know the used quota. Each process writes
/// its own file for each app and tenant. The files contain times and counts only. An invalid file is ignored, because a wrong pace only
/// causes some refusals.
/// </summary>
internal sealed partial class PaceStore
{
    /// <summary>The variable that names the folder, or <see cref="Off"/>.</summary>
    internal const string PathVariable = "DEVICESTATUS_PACE_PATH";

    /// <summary>The value that disables the store.</summary>
    internal const string Off = "off";
    private const int SchemaVersion = 1;
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>The maximum number of entries. Further entries are merged on write and ignored on read.</summary>
    private const int MaxEntries = 500;

    /// <summary>The processes of a machine share one clock, but it can be changed.</summary>
    private static readonly TimeSpan MaxClockStep = TimeSpan.FromSeconds(1);

    /// <summary>The age after which a file is removed.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly string _writer = Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant();

    internal PaceStore(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>The folder of the files.</summary>
    internal string Folder { get; }

    /// <summary>The store that the environment configures.</summary>
    /// <param name="value">The value of <see cref="PathVariable"/>.</param>
    /// <returns>The store; <see langword="null"/> if it is disabled or the user has no folder for it.</returns>
    internal static PaceStore? Open(string? value)
    {
        if (string.Equals(value?.Trim(), Off, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!string.IsNullOrWhiteSpace(value))
        {
            return new PaceStore(value.Trim());
        }

        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return data.Length == 0 ? null : new PaceStore(Path.Combine(data, "DeviceStatus", "pace"));
    }

    /// <summary>The recent requests of other processes.</summary>
    internal IReadOnlyList<SentBatch> Load(PaceKey key, DateTimeOffset now)
    {
        List<SentBatch> sent = [];
        try
        {
            foreach (FileInfo file in new DirectoryInfo(Folder).EnumerateFiles())
            {
                if (!NamePattern().IsMatch(file.Name))
                {
                    continue;
                }

                if (now - file.LastWriteTimeUtc > MaxAge)
                {
                    file.Delete();
                }
                else if (file.Name.StartsWith(key.FileName(), StringComparison.Ordinal) && file.Name != NameOf(key))
                {
                    sent.AddRange(Read(file, now));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            // A file that cannot be read is ignored.
        }

        return sent;
    }

    /// <summary>Writes the recent requests of this process and replaces its earlier file.</summary>
    internal void Save(PaceKey key, IReadOnlyList<SentBatch> sent)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Folder);
            }
            else
            {
                Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            using ReplacementFile file = ReplacementFile.Create(Path.Combine(Folder, NameOf(key)));
            using (StreamWriter text = new(file.Content, leaveOpen: true))
            {
                Write(text, Join(sent));
            }

            file.Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            // The next process then starts without it.
        }
    }

    /// <summary>Merges entries if there are too many. A merged entry counts from its latest time.</summary>
    private static IEnumerable<SentBatch> Join(IReadOnlyList<SentBatch> sent) => sent
        .OrderBy(static batch => batch.At)
        .Chunk(Math.Max(1, (sent.Count + MaxEntries - 1) / MaxEntries))
        .Select(
            static part => new SentBatch(part[^1].At, part.Sum(static batch => batch.Requests), part.Sum(static batch => batch.Writes)));

    private static void Write(TextWriter text, IEnumerable<SentBatch> sent)
    {
        using JsonTextWriter json = new(text) { Culture = CultureInfo.InvariantCulture, CloseOutput = false };
        json.WriteStartObject();
        json.WritePropertyName("schemaVersion");
        json.WriteValue(SchemaVersion);
        json.WritePropertyName("sent");
        json.WriteStartArray();
        foreach (SentBatch batch in sent)
        {
            json.WriteStartArray();
            json.WriteValue(batch.At.ToUnixTimeMilliseconds());
            json.WriteValue(batch.Requests);
            json.WriteValue(batch.Writes);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<SentBatch> Read(FileInfo file, DateTimeOffset now)
    {
        List<SentBatch> sent = [];
        if (file.LinkTarget is not null || file.Length is 0 or > MaxFileBytes)
        {
            return sent;
        }

        try
        {
            JObject content = JObject.Parse(File.ReadAllText(file.FullName));
            if ((int?)content["schemaVersion"] != SchemaVersion || content["sent"] is not JArray { Count: <= MaxEntries } entries)
            {
                return sent;
            }

            foreach (JToken entry in entries)
            {
                SentBatch batch = new(DateTimeOffset.FromUnixTimeMilliseconds((long)entry[0]!), (int)entry[1]!, (int)entry[2]!);
                if (batch.At > now + MaxClockStep || batch.Requests < 0 || batch.Writes < 0 || batch.Writes > batch.Requests)
                {
                    return [];
                }

                sent.Add(batch);
            }

            return sent;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidCastException or FormatException
            or OverflowException
                or NullReferenceException or InvalidOperationException)
        {
            return [];
        }
    }

    [GeneratedRegex("^[0-9a-f]{32}-[0-9a-f]{16}\\.json$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    private string NameOf(PaceKey key) => $"{key.FileName()}-{_writer}.json";
}
