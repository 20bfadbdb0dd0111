namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>One call that a <see cref="BatchServer"/> received: a plain request or an item of a batch.</summary>
internal sealed record ServedCall(string Method, string Url, bool IsInBatch, int Attempt, string Body = "");
