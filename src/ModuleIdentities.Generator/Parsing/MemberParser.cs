using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a class sends and receives.</summary>
/// <param name="Sent">The methods to implement.</param>
/// <param name="Received">The methods to call.</param>
/// <param name="Refused">The signatures of those that cannot be implemented: all of them when the class has no client.</param>
internal readonly record struct ParsedMembers(
    EquatableArray<SentMethod> Sent, EquatableArray<ReceivedMethod> Received, EquatableArray<string> Refused);

/// <summary>Reads the declared methods of a class, in the order of the source.</summary>
internal static class MemberParser
{
    public static ParsedMembers Parse(List<DeclaredMethod> methods, JsonContractReader? contracts, CancellationToken cancellationToken)
    {
        ReceivedMethod?[] received = new ReceivedMethod?[methods.Count];

        // What is read needs more of its contract than what is written, so it goes first.
        for (int i = 0; i < methods.Count && contracts is not null; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (IMethodSymbol method, MemberRole role, AttributeData attribute) = methods[i];
            received[i] = methods[i].IsSent ? null : ReceivedMethodParser.TryParse(method, role, attribute, contracts);
        }

        ImmutableArray<SentMethod>.Builder sent = ImmutableArray.CreateBuilder<SentMethod>(methods.Count);
        ImmutableArray<string>.Builder refused = ImmutableArray.CreateBuilder<string>();
        ScalarMethodReader scalars = new();
        foreach ((IMethodSymbol method, MemberRole role, AttributeData attribute) in methods.Where(static method => method.IsSent))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (method.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) is not MethodDeclarationSyntax declaration)
            {
                continue;
            }

            if (contracts is not null && scalars.TryRead(method, role, attribute, declaration) is { } known)
            {
                sent.Add(known);
            }
            else if (contracts is not null && SentMethodParser.TryParse(method, role, attribute, declaration, contracts) is { } parsed)
            {
                sent.Add(parsed);
                scalars.Learn(method, declaration);
            }
            else if (SentMethodParser.Refuse(method, declaration) is { } signature)
            {
                refused.Add(signature);
            }
        }

        return new ParsedMembers(
            new(sent.ToImmutable()), new([.. received.OfType<ReceivedMethod>()]), new(refused.ToImmutable()));
    }
}
