namespace ModuleIdentities;

/// <summary>All that is remembered of a connection from one event to the next.</summary>
/// <param name="State">The published state.</param>
/// <param name="Link">The number of the current link; links are counted from 1.</param>
/// <param name="Failures">Attempts and links that failed since the last good link.</param>
/// <param name="ShortLives">Links in a row that were lost right after they were made.</param>
/// <param name="Refusals">Refusals in a row.</param>
/// <param name="HubLearnsLater">Whether the hub learns of its modules after they have started: always the same for one connection.</param>
internal readonly record struct ConnectionSituation(
    ConnectionState State, int Link = 0, int Failures = 0, int ShortLives = 0, int Refusals = 0, bool HubLearnsLater = false);

/// <summary>What follows from an event.</summary>
/// <param name="Next">The situation after it.</param>
/// <param name="Effect">What is to be done.</param>
/// <param name="Reason">Why the state changed.</param>
/// <param name="Action">What the owner may do about it.</param>
internal readonly record struct ConnectionStep(
    ConnectionSituation Next, ConnectionEffect Effect, ConnectionChangeReason Reason, RecommendedAction Action);
