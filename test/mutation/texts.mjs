/** Leaves texts for people alone: log lines, and strings with a space in them. A test that pins each word helps nobody. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const isLogLine = (path) =>
  path.isCallExpression() && path.get('callee.object').isIdentifier({ name: 'logger' });

const isOnlyLogLines = (path) =>
  path.isBlockStatement() &&
  path.node.body.length > 0 &&
  path
    .get('body')
    .every((statement) => statement.isExpressionStatement() && isLogLine(statement.get('expression')));

/** Functions that make nothing but texts of log lines. */
const isOfLogLines = (path) =>
  path.isVariableDeclarator() && path.get('id').isIdentifier({ name: 'troubleOf' });

const isText = (path) =>
  (path.isStringLiteral() && path.node.value.includes(' ')) ||
  (path.isTemplateLiteral() && path.node.quasis.some(({ value }) => value.raw.includes(' ')));

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'texts', {
    shouldIgnore(path) {
      return isLogLine(path) || isOnlyLogLines(path) || isOfLogLines(path) || isText(path)
        ? 'A text for people.'
        : undefined;
    },
  }),
];
