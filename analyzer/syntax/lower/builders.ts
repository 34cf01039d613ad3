/**
 * One builder for each node kind of the grammar (tree-sitter-python 0.25). Kinds that are missing here carry nothing.
 */
import * as compound from './compound';
import * as displays from './displays';
import * as expressions from './expressions';
import type { Concrete, Value } from './item';
import { named } from './item';
import type { Lowering } from './lowering';
import * as names from './names';
import { number } from './numbers';
import * as operators from './operators';
import * as parameters from './parameters';
import * as patterns from './patterns';
import * as simple from './simple';
import * as strings from './strings';
import * as types from './types';

export type Builder = (node: Concrete, lowering: Lowering) => Value | null;

/** Kinds that `match` patterns share with other nodes: told apart by the case_pattern inside. */
function inCase(pattern: Builder, other: Builder): Builder {
  return (node, lowering) => (named(node)[0]?.kind === 'case_pattern' ? pattern : other)(node, lowering);
}

export const BUILDERS: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['ERROR', compound.errorNode],
  // Statements
  ['expression_statement', simple.expressionStatement],
  ['assignment', simple.assignment],
  ['augmented_assignment', simple.augmentedAssignment],
  ['return_statement', simple.returnStatement],
  ['delete_statement', simple.deleteStatement],
  ['raise_statement', simple.raiseStatement],
  ['assert_statement', simple.assertStatement],
  ['pass_statement', simple.bare('Pass')],
  ['break_statement', simple.bare('Break')],
  ['continue_statement', simple.bare('Continue')],
  ['global_statement', simple.scopeStatement('Global')],
  ['nonlocal_statement', simple.scopeStatement('Nonlocal')],
  ['print_statement', simple.printStatement],
  ['chevron', names.keep],
  ['exec_statement', simple.execStatement],
  ['import_statement', simple.importStatement],
  ['import_from_statement', simple.importFrom],
  ['future_import_statement', simple.importFrom],
  ['relative_import', names.keep],
  ['aliased_import', names.keep],
  ['type_alias_statement', types.typeAlias],
  ['block', compound.block],
  ['if_statement', compound.ifStatement],
  ['elif_clause', names.keep],
  ['else_clause', names.keep],
  ['for_statement', compound.forStatement],
  ['while_statement', compound.whileStatement],
  ['try_statement', compound.tryStatement],
  ['except_clause', names.keep],
  ['finally_clause', names.keep],
  ['with_statement', compound.withStatement],
  ['with_clause', names.keep],
  ['with_item', compound.withItem],
  ['function_definition', compound.functionDefinition],
  ['class_definition', compound.classDefinition],
  ['decorated_definition', compound.decoratedDefinition],
  ['decorator', names.keep],
  // Patterns
  ['match_statement', patterns.matchStatement],
  ['case_clause', patterns.caseClause],
  ['case_pattern', patterns.casePattern],
  ['union_pattern', patterns.unionPattern],
  ['splat_pattern', patterns.splatPattern],
  ['dict_pattern', patterns.mappingPattern],
  ['class_pattern', patterns.classPattern],
  ['keyword_pattern', patterns.keywordPattern],
  ['complex_pattern', patterns.complexPattern],
  ['list_pattern', inCase(patterns.sequencePattern, displays.list)],
  ['tuple_pattern', inCase(patterns.sequencePattern, displays.tupleTarget)],
  ['as_pattern', inCase(patterns.asCasePattern, expressions.asPattern)],
  ['as_pattern_target', (node, lowering) => lowering.expr(named(node)[0], node)],
  // Parameters and types
  ['parameters', names.keep],
  ['lambda_parameters', names.keep],
  ['typed_parameter', parameters.typedParameter],
  ['default_parameter', parameters.defaultParameter],
  ['typed_default_parameter', parameters.defaultParameter],
  ['dictionary_splat_pattern', parameters.doubleStarParameter],
  ['type', types.type],
  ['type_parameter', names.keep],
  ['generic_type', types.genericType],
  ['union_type', types.unionType],
  ['member_type', types.memberType],
  ['constrained_type', names.keep],
  ['splat_type', types.splatType],
  // Expressions
  ['identifier', names.identifier],
  ['dotted_name', names.keep],
  ['integer', number],
  ['float', number],
  ['true', expressions.constant('true')],
  ['false', expressions.constant('false')],
  ['none', expressions.constant('none')],
  ['ellipsis', expressions.constant('ellipsis')],
  ['string', strings.string],
  ['concatenated_string', strings.concatenatedString],
  ['interpolation', strings.interpolation],
  ['format_specifier', strings.formatSpecifier],
  ['format_expression', strings.interpolation],
  ['parenthesized_expression', expressions.parenthesized],
  ['attribute', expressions.attribute],
  ['subscript', expressions.subscript],
  ['slice', expressions.slice],
  ['call', expressions.call],
  ['argument_list', names.keep],
  ['keyword_argument', expressions.keywordArgument],
  ['list_splat', expressions.starred],
  ['list_splat_pattern', expressions.starred],
  ['dictionary_splat', expressions.doubleStarred],
  ['lambda', expressions.lambda],
  ['conditional_expression', expressions.conditional],
  ['named_expression', expressions.namedExpression],
  ['yield', expressions.yieldExpression],
  ['await', operators.awaitExpression],
  ['expression_list', expressions.bareTuple],
  ['pattern_list', expressions.bareTuple],
  ['binary_operator', operators.binaryOperator],
  ['unary_operator', operators.unaryOperator],
  ['not_operator', operators.notOperator],
  ['boolean_operator', operators.booleanOperator],
  ['comparison_operator', operators.comparisonOperator],
  ['list', displays.list],
  ['tuple', displays.tuple],
  ['set', displays.set],
  ['dictionary', displays.dictionary],
  ['pair', names.keep],
  ['list_comprehension', displays.comprehension('ListComp')],
  ['set_comprehension', displays.comprehension('SetComp')],
  ['generator_expression', displays.comprehension('GeneratorExp')],
  ['dictionary_comprehension', displays.dictComprehension],
  ['for_in_clause', names.keep],
  ['if_clause', names.keep],
]);
