using System.Reflection;
using DeviceStatus.Graph.Requests;
using Xunit.Sdk;
using Xunit.v3;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>The table of verdicts: what an answer to the first attempt makes of a verb.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialAnswersAttribute : DataAttribute
{
    private static readonly string[] Verbs = ["POST", "PATCH", "DELETE"];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        List<ITheoryDataRow> rows = [];
        foreach (string verb in Verbs)
        {
            bool isPost = verb == "POST";
            foreach (bool inBatch in new[] { false, true })
            {
                Done(200, true, 1);
                Done(201, true, 1);
                Done(202, false, 1);
                Done(204, false, 1);
                Done(429, true, 2);
                Done(429, false, 2);
                Doubt(503, true);
                Doubt(503, false);
                Doubt(502, true);
                Doubt(502, false);
                Doubt(504, true);
                Doubt(504, false);
                Doubt(408, false);
                Doubt(500, false);
                Doubt(500, true);
                Doubt(507, true);
                Doubt(509, true);
                Failed(400, GraphErrorId.BadRequest);
                Failed(415, GraphErrorId.BadRequest);
                Failed(422, GraphErrorId.BadRequest);
                Failed(423, GraphErrorId.BadRequest);
                Failed(401, GraphErrorId.Unauthorized);
                Failed(403, GraphErrorId.Forbidden);
                Failed(404, GraphErrorId.NotFound);
                Failed(410, GraphErrorId.NotFound);
                Failed(405, GraphErrorId.VerbNotImplemented);
                Failed(501, GraphErrorId.VerbNotImplemented);
                Failed(409, GraphErrorId.Conflict);
                Failed(412, GraphErrorId.Conflict);

                void Add(int status, bool hasBody, RowOutcome outcome, int attempts, string? id) =>
                    rows.Add(new TheoryDataRow(verb, inBatch, status, hasBody, outcome, attempts, id));

                void Done(int status, bool hasBody, int attempts) => Add(status, hasBody, RowOutcome.Done, attempts, null);

                void Failed(int status, string id) => Add(status, true, RowOutcome.Failed, 1, id);

                void Doubt(int status, bool hasBody) =>
                    Add(
                        status,
                        hasBody,
                        isPost ? RowOutcome.Unknown : RowOutcome.Done,
                        isPost ? 1 : 2,
                        isPost ? GraphErrorId.OutcomeUnknown : null);
            }
        }

        return new(rows);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
