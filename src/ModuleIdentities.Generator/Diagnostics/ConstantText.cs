using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Finds where one character of a constant string comes from.</summary>
internal static class ConstantText
{
    /// <summary>The character itself where it stands in a literal, otherwise the smallest expression that it is a part of.</summary>
    public static Location Find(IOperation constant, int index)
    {
        switch (constant)
        {
            case IBinaryOperation { LeftOperand: { ConstantValue: { HasValue: true, Value: var left } } leftOperand, RightOperand: var rightOperand }:
                int leftLength = (left as string)?.Length ?? 0;
                return index < leftLength ? Find(leftOperand, index) : Find(rightOperand, index - leftLength);

            case IInterpolatedStringOperation interpolated:
                return FindInParts(interpolated, index);

            case ILiteralOperation { Syntax: LiteralExpressionSyntax literal }:
                return Location.Create(literal.SyntaxTree, LiteralText.Find(literal.Token, index));

            case ILiteralOperation { Syntax: InterpolatedStringTextSyntax { Parent: InterpolatedStringExpressionSyntax whole } text }:
                return Location.Create(text.SyntaxTree, LiteralText.FindInInterpolation(whole.StringStartToken, text.TextToken, index));

            default:
                return constant.Syntax.GetLocation();
        }
    }

    private static Location FindInParts(IInterpolatedStringOperation interpolated, int index)
    {
        foreach (IInterpolatedStringContentOperation part in interpolated.Parts)
        {
            IOperation? content = part switch
            {
                IInterpolationOperation interpolation => interpolation.Expression,
                IInterpolatedStringTextOperation text => text.Text,
                _ => null,
            };
            if (content?.ConstantValue.Value is not string value)
            {
                break;
            }

            if (index < value.Length)
            {
                return Find(content, index);
            }

            index -= value.Length;
        }

        return interpolated.Syntax.GetLocation();
    }
}
