using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Diagnostics.Secrets;

/// <summary>The text that a string expression makes, as far as it is known at build time, and the source of each of its characters.</summary>
internal sealed class ComposedText
{
    private readonly IOperation _whole;
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, IOperation Constant)> _pieces = [];

    private ComposedText(IOperation whole) => _whole = whole;

    public override string ToString() => _text.ToString();

    /// <summary>Composes the text of a whole expression; <see cref="CredentialText.Hole"/> stands for what is not constant.</summary>
    public static ComposedText Of(IOperation expression)
    {
        ComposedText composed = new(expression);
        composed.Append(expression);
        return composed;
    }

    /// <summary>Whether an expression is only a piece of a longer text.</summary>
    public static bool IsPiece(IOperation expression) => expression.Parent switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } => true,
        IInterpolationOperation or IInterpolatedStringTextOperation => true,
        _ => false,
    };

    /// <summary>The source of some characters of the text, or the whole expression when they come from several places.</summary>
    public Location Find(TextSpan span)
    {
        Location first = Find(span.Start);
        Location last = Find(span.IsEmpty ? span.Start : span.End - 1);
        TextSpan whole = _whole.Syntax.Span;
        return first.SourceTree == _whole.Syntax.SyntaxTree && last.SourceTree == first.SourceTree
            && whole.Contains(first.SourceSpan) && whole.Contains(last.SourceSpan) && first.SourceSpan.Start <= last.SourceSpan.End
            ? Location.Create(_whole.Syntax.SyntaxTree, TextSpan.FromBounds(first.SourceSpan.Start, last.SourceSpan.End))
            : _whole.Syntax.GetLocation();
    }

    private Location Find(int index)
    {
        int i = _pieces.Count - 1;
        while (i > 0 && _pieces[i].Start > index)
        {
            i--;
        }

        (int start, IOperation piece) = _pieces[i];
        return piece.ConstantValue is { HasValue: true, Value: string } ? ConstantText.Find(piece, index - start) : piece.Syntax.GetLocation();
    }

    private void Append(IOperation expression)
    {
        switch (expression)
        {
            case { ConstantValue: { HasValue: true, Value: string constant } }:
                _pieces.Add((_text.Length, expression));
                _text.Append(constant);
                break;

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } concatenation:
                Append(concatenation.LeftOperand);
                Append(concatenation.RightOperand);
                break;

            case IInterpolatedStringOperation interpolated:
                foreach (IInterpolatedStringContentOperation part in interpolated.Parts)
                {
                    Append(part is IInterpolatedStringTextOperation text ? text.Text : part is IInterpolationOperation hole ? hole.Expression : part);
                }

                break;

            default:
                _pieces.Add((_text.Length, expression));
                _text.Append(CredentialText.Hole);
                break;
        }
    }
}
