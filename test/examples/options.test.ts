/**
 * Each option of the public functions and of the simulated service is in a guide. The names come from the declarations: a new
 * option cannot be forgotten.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');

/** The types of options that the entries export, and the guide of each. */
const guides: Readonly<Record<string, string>> = {
  AcceptIncomingCallsConfig: 'incoming-calls',
  ActiveCallTransferOptions: 'transfers',
  CallAgentConfig: 'tokens',
  CallingConfig: 'angular',
  ConsultationConfig: 'transfers',
  FollowTransfersConfig: 'transfers',
  RandomFaultsConfig: 'testing',
  RedactConfig: 'logs',
  RetryOnDisconnectConfig: 'tokens',
  SdkLogsConfig: 'logs',
  ShareAgentConfig: 'tokens',
  SimulatedCallingServiceConfig: 'testing',
  SimulatedClientOptions: 'testing',
  SimulatedFault: 'testing',
  SimulatedMeetingOptions: 'testing',
  SimulatedUserOptions: 'testing',
  StartCallConfig: 'outgoing-calls',
  TeamsConsultationConfig: 'transfers',
  TransferConfig: 'transfers',
  TransferListConfig: 'transfers',
  TransferTargetLabel: 'transfers',
  VideoViewOptions: 'video',
};

const entries = [
  'src/index.ts',
  'operators/index.ts',
  'src/logs/index.ts',
  'src/testing/index.ts',
  'src/angular/index.ts',
].map((entry) => resolve(root, entry));

const program = ts.createProgram(entries, {
  strict: true,
  skipLibCheck: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
});
const checker = program.getTypeChecker();

const isOwn = ({ fileName }: ts.SourceFile): boolean => !fileName.includes('/node_modules/');

/** The names of the properties of a type that this project declares: the SDK documents its own. */
const ownPropertiesOf = (type: ts.Type): readonly string[] =>
  (type.isUnion() ? type.types : [type])
    .flatMap((part) => checker.getPropertiesOfType(part))
    .filter(({ declarations }) => declarations?.some((declaration) => isOwn(declaration.getSourceFile())))
    .map(({ name }) => name);

/** The options by the name of their type. */
const options = new Map(
  entries
    .flatMap((entry) => {
      const file = program.getSourceFile(entry);
      const module = file && checker.getSymbolAtLocation(file);
      return module ? checker.getExportsOfModule(module) : [];
    })
    .filter(({ name }) => /(?:Config|Options|Fault|Label)$/.test(name))
    .map((symbol) => {
      const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return [symbol.name, [...new Set(ownPropertiesOf(checker.getDeclaredTypeOfSymbol(declared)))]] as const;
    }),
);

/** The names that the rows of the tables of a guide begin with. */
const rowsIn = (guide: string): readonly string[] =>
  [...readFileSync(resolve(root, `docs/${guide}.md`), 'utf8').matchAll(/^\| `(\w+)`/gm)].map(
    ([, name = '']) => name,
  );

describe('the guides', () => {
  it('are known for each type of options', () => {
    expect([...options.keys()].sort()).toEqual(Object.keys(guides).sort());
    expect([...options.values()].flat().length).toBeGreaterThan(50);
  });

  it.each(Object.entries(guides))('have a row for each option of %s, in docs/%s.md', (type, guide) => {
    const rows = rowsIn(guide);

    expect(options.get(type)?.filter((name) => !rows.includes(name))).toEqual([]);
  });
});
