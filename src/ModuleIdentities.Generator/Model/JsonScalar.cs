namespace ModuleIdentities.Generator.Model;

/// <summary>The ways in which System.Text.Json writes a scalar.</summary>
internal enum JsonScalar
{
    /// <summary>Not a scalar that a message can carry.</summary>
    None,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>The number of an enumeration's value.</summary>
    EnumNumber,

    /// <summary>A string, by an overload that the writer has for the type.</summary>
    Text,

    /// <summary>A string of one character.</summary>
    Character,

    /// <summary>The constant format of <see cref="TimeSpan"/>.</summary>
    Duration,

    /// <summary>ISO 8601 date.</summary>
    Date,

    /// <summary>The constant format of the time since midnight.</summary>
    TimeOfDay,
}
