using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>All that the generated half of one module class depends on.</summary>
/// <param name="Type">Where the class is.</param>
/// <param name="Client">What its client is made of, or <see langword="null"/> when the class cannot have one.</param>
/// <param name="Sent">The methods to implement, in the order of the source.</param>
/// <param name="Received">The methods to call, in the order of the source.</param>
/// <param name="Json">The contracts of the payloads, in the order in which they are met.</param>
/// <param name="Refused">
/// The modifiers and signatures of partial methods that cannot be implemented. They get a body all the same: without one the compiler would stop
/// at its own error before any analyzer can say what is wrong.
/// </param>
/// <param name="Warnings">The ids of warnings that are for those who write code with a member, not for code that is generated.</param>
internal sealed record ModuleClass(
    TypePath Type,
    ModuleClientModel? Client,
    EquatableArray<SentMethod> Sent,
    EquatableArray<ReceivedMethod> Received,
    EquatableArray<JsonContract> Json,
    EquatableArray<string> Refused,
    EquatableArray<string> Warnings);
