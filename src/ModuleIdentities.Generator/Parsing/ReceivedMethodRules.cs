using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a method that receives must be for the generator to call it. The generator and the analyzers both ask here.</summary>
internal static class ReceivedMethodRules
{
    public static ReceivedMethodFaults Check(IMethodSymbol method, MemberRole role)
    {
        ReceivedMethodFaults faults = ReceivedMethodFaults.None;
        faults |= method.IsStatic ? ReceivedMethodFaults.Static : 0;
        faults |= method.IsGenericMethod ? ReceivedMethodFaults.Generic : 0;
        faults |= FaultyParameter(method, role) is null && (role != MemberRole.DesiredProperty || Value(method) is not null) ? 0 : ReceivedMethodFaults.Parameters;
        faults |= Result(method, role, out _) is null ? ReceivedMethodFaults.Result : 0;
        return faults;
    }

    /// <summary>The value, the request or the body.</summary>
    public static IParameterSymbol? Value(IMethodSymbol method) =>
        method.Parameters is [var first, ..] && !FrameworkTypes.IsCancellationToken(first.Type) && !IsMessage(first) ? first : null;

    public static bool HasVersion(IMethodSymbol method) => method.Parameters is [_, { Type.SpecialType: SpecialType.System_Int64 }, ..];

    /// <summary>Whether a method takes the message: instead of its body, or after it.</summary>
    public static bool HasMessage(IMethodSymbol method) => method.Parameters is [var first, ..] && IsMessage(first)
        || method.Parameters is [_, var second, ..] && Value(method) is not null && IsMessage(second);

    public static bool HasToken(IMethodSymbol method) => method.Parameters is [.., var last] && FrameworkTypes.IsCancellationToken(last.Type);

    /// <summary>The first parameter that the generator has no argument for.</summary>
    public static IParameterSymbol? FaultyParameter(IMethodSymbol method, MemberRole role)
    {
        int known = Value(method) is null ? 0 : 1;
        known += role == MemberRole.DesiredProperty && known == 1 && HasVersion(method) ? 1 : 0;
        known += role == MemberRole.ModuleInput && HasMessage(method) ? 1 : 0;
        known += method.Parameters.Length > known && FrameworkTypes.IsCancellationToken(method.Parameters[known].Type) ? 1 : 0;
        return method.Parameters.Length > known
            ? method.Parameters[known]
            : method.Parameters.FirstOrDefault(static parameter => parameter.RefKind != RefKind.None);
    }

    /// <summary>What a method returns; <see langword="null"/> when the generator can make no answer of it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="role">What it is declared as.</param>
    /// <param name="payload">What the answer of a direct method carries, or <see langword="null"/> for nothing.</param>
    public static ReceivedResult? Result(IMethodSymbol method, MemberRole role, out ITypeSymbol? payload)
    {
        payload = null;
        ITypeSymbol type = method.ReturnType;
        if (method.ReturnsVoid)
        {
            // What an async void throws, nobody could answer with.
            return method.IsAsync ? null : new ReceivedResult(ReceivedForm.Direct, ReceivedContent.Nothing);
        }

        if (method.RefKind != RefKind.None)
        {
            return null;
        }

        if (FrameworkTypes.IsTask(type, 0) || FrameworkTypes.IsValueTask(type, 0))
        {
            return new ReceivedResult(FormOf(type), ReceivedContent.Nothing);
        }

        if (role == MemberRole.ModuleInput)
        {
            return null;
        }

        ITypeSymbol content = FrameworkTypes.Awaited(type) ?? type;
        if (role == MemberRole.DesiredProperty)
        {
            return FrameworkTypes.IsOfRuntime(content, "PropertyResponse", 0) ? new ReceivedResult(FormOf(type), ReceivedContent.Answer) : null;
        }

        if (FrameworkTypes.IsOfRuntime(content, "MethodResponse", 0))
        {
            return new ReceivedResult(FormOf(type), ReceivedContent.Answer);
        }

        payload = Payload(type);
        return new ReceivedResult(FormOf(type), ReferenceEquals(payload, content) ? ReceivedContent.Payload : ReceivedContent.Answer);
    }

    /// <summary>What a method returns when it is out of its <c>Task</c> and its <c>MethodResponse</c>.</summary>
    public static ITypeSymbol Payload(ITypeSymbol returned)
    {
        ITypeSymbol content = FrameworkTypes.Awaited(returned) ?? returned;
        return content is INamedTypeSymbol { TypeArguments: [var carried] } && FrameworkTypes.IsOfRuntime(content, "MethodResponse", 1) ? carried : content;
    }

    private static bool IsMessage(IParameterSymbol parameter) => FrameworkTypes.IsOfRuntime(parameter.Type, "InputMessage", 0);

    private static ReceivedForm FormOf(ITypeSymbol type) =>
        type.Name == "Task" && FrameworkTypes.IsTask(type, ((INamedTypeSymbol)type).Arity) ? ReceivedForm.Task
        : type.Name == "ValueTask" && FrameworkTypes.IsValueTask(type, ((INamedTypeSymbol)type).Arity) ? ReceivedForm.ValueTask
        : ReceivedForm.Direct;
}

/// <summary>Why a method that receives cannot be called.</summary>
[Flags]
internal enum ReceivedMethodFaults
{
    None = 0,
    Static = 1,
    Generic = 1 << 1,

    /// <summary>A parameter has no argument, or there is no value.</summary>
    Parameters = 1 << 2,

    /// <summary>What it returns is no answer.</summary>
    Result = 1 << 3,
}
