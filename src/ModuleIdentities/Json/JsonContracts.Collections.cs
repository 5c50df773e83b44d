using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <content>The collections. A type that System.Text.Json makes itself, such as the list behind an interface, is given no <c>create</c>.</content>
public sealed partial class JsonContracts
{
    /// <summary>Adds an array.</summary>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    public JsonContracts Array<TElement>() =>
        Know<TElement>().Add<TElement[]>(static options => JsonMetadataServices.CreateArrayInfo(options, new JsonCollectionInfoValues<TElement[]>()));

    /// <summary>Adds a list.</summary>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    public JsonContracts List<TElement>() => Know<TElement>().Add<List<TElement>>(static options =>
        JsonMetadataServices.CreateListInfo<List<TElement>, TElement>(options, Values(static () => new List<TElement>())));

    /// <summary>Adds a dictionary.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    public JsonContracts Dictionary<TKey, TValue>()
        where TKey : notnull => Know<TKey>().Know<TValue>().Add<Dictionary<TKey, TValue>>(static options =>
            JsonMetadataServices.CreateDictionaryInfo<Dictionary<TKey, TValue>, TKey, TValue>(options, Values(static () => new Dictionary<TKey, TValue>())));

    /// <summary>Adds a type that is a list to its users.</summary>
    /// <typeparam name="TCollection">The type.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    /// <param name="create">Makes an empty one.</param>
    public JsonContracts IList<TCollection, TElement>(Func<TCollection>? create = null)
        where TCollection : IList<TElement> =>
        Know<TElement>().Add<TCollection>(options => JsonMetadataServices.CreateIListInfo<TCollection, TElement>(options, Values(create)));

    /// <summary>Adds a type that can be filled one by one.</summary>
    /// <typeparam name="TCollection">The type.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    /// <param name="create">Makes an empty one.</param>
    public JsonContracts ICollection<TCollection, TElement>(Func<TCollection>? create = null)
        where TCollection : ICollection<TElement> =>
        Know<TElement>().Add<TCollection>(options => JsonMetadataServices.CreateICollectionInfo<TCollection, TElement>(options, Values(create)));

    /// <summary>Adds a set.</summary>
    /// <typeparam name="TCollection">The type.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    /// <param name="create">Makes an empty one.</param>
    public JsonContracts ISet<TCollection, TElement>(Func<TCollection>? create = null)
        where TCollection : ISet<TElement> =>
        Know<TElement>().Add<TCollection>(options => JsonMetadataServices.CreateISetInfo<TCollection, TElement>(options, Values(create)));

    /// <summary>Adds an interface of which a list is one implementation.</summary>
    /// <typeparam name="TCollection">The interface.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    public JsonContracts IEnumerable<TCollection, TElement>()
        where TCollection : IEnumerable<TElement> =>
        Know<TElement>().Add<TCollection>(static options => JsonMetadataServices.CreateIEnumerableInfo<TCollection, TElement>(options, Values<TCollection>(null)));

    /// <summary>Adds a type that is a dictionary to its users.</summary>
    /// <typeparam name="TCollection">The type.</typeparam>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="create">Makes an empty one.</param>
    public JsonContracts IDictionary<TCollection, TKey, TValue>(Func<TCollection>? create = null)
        where TCollection : IDictionary<TKey, TValue>
        where TKey : notnull =>
        Know<TKey>().Know<TValue>().Add<TCollection>(options => JsonMetadataServices.CreateIDictionaryInfo<TCollection, TKey, TValue>(options, Values(create)));

    /// <summary>Adds an interface of which a dictionary is one implementation.</summary>
    /// <typeparam name="TCollection">The interface.</typeparam>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    public JsonContracts IReadOnlyDictionary<TCollection, TKey, TValue>()
        where TCollection : IReadOnlyDictionary<TKey, TValue>
        where TKey : notnull => Know<TKey>().Know<TValue>().Add<TCollection>(static options =>
            JsonMetadataServices.CreateIReadOnlyDictionaryInfo<TCollection, TKey, TValue>(options, Values<TCollection>(null)));

    /// <summary>Adds a queue.</summary>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    public JsonContracts Queue<TElement>() => Know<TElement>().Add<Queue<TElement>>(static options =>
        JsonMetadataServices.CreateQueueInfo<Queue<TElement>, TElement>(options, Values(static () => new Queue<TElement>())));

    /// <summary>Adds a stack, which System.Text.Json turns round when it reads it.</summary>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    public JsonContracts Stack<TElement>() => Know<TElement>().Add<Stack<TElement>>(static options =>
        JsonMetadataServices.CreateStackInfo<Stack<TElement>, TElement>(options, Values(static () => new Stack<TElement>())));

    /// <summary>Adds an immutable collection.</summary>
    /// <typeparam name="TCollection">The type.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    /// <param name="create">Makes it of its elements.</param>
    public JsonContracts Immutable<TCollection, TElement>(Func<IEnumerable<TElement>, TCollection> create)
        where TCollection : IEnumerable<TElement> => Know<TElement>().Add<TCollection>(options =>
            JsonMetadataServices.CreateImmutableEnumerableInfo(options, Values<TCollection>(null), create));

    /// <summary>Adds an immutable dictionary.</summary>
    /// <typeparam name="TCollection">The type.</typeparam>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="create">Makes it of its entries.</param>
    public JsonContracts ImmutableDictionary<TCollection, TKey, TValue>(Func<IEnumerable<KeyValuePair<TKey, TValue>>, TCollection> create)
        where TCollection : IReadOnlyDictionary<TKey, TValue>
        where TKey : notnull => Know<TKey>().Know<TValue>().Add<TCollection>(options =>
            JsonMetadataServices.CreateImmutableDictionaryInfo(options, Values<TCollection>(null), create));

    private static JsonCollectionInfoValues<TCollection> Values<TCollection>(Func<TCollection>? create) => new() { ObjectCreator = create };
}
