using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// Reads what the methods of one class are declared as. Binding attributes is the dearest step of reading a class, and an attribute that is written
/// as a name alone means the same on every method of one declaration: it is bound once.
/// </summary>
internal sealed class MemberRoles
{
    private readonly Dictionary<(SyntaxNode? Declaration, string Name), (MemberRole Role, AttributeData? Attribute)> _known = [];

    /// <summary>What a method is declared as, and by which attribute, which may be the same one on another method.</summary>
    public MemberRole RoleOf(IMethodSymbol method, out AttributeData? attribute)
    {
        attribute = null;
        if (method.PartialImplementationPart is not null
            || method.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not MethodDeclarationSyntax declaration)
        {
            return DeclarationAttributes.RoleOf(method, out attribute);
        }

        switch (declaration.AttributeLists)
        {
            case []:
                return MemberRole.None;
            case [{ Target: null, Attributes: [{ ArgumentList: null, Name: IdentifierNameSyntax name }] }]:
                (SyntaxNode?, string) key = (declaration.Parent, name.Identifier.ValueText);
                if (!_known.TryGetValue(key, out (MemberRole Role, AttributeData? Attribute) known))
                {
                    known = (DeclarationAttributes.RoleOf(method, out AttributeData? bound), bound);
                    _known.Add(key, known);
                }

                attribute = known.Attribute;
                return known.Role;
            default:
                return DeclarationAttributes.RoleOf(method, out attribute);
        }
    }
}
