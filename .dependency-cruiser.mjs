/**
 * Which folder may import from which: `npm run lint` checks it, type imports included. The floors, from the ground up:
 *
 *     src/errors
 *     src/logger        src/bridge
 *     src/streams       src/testing/fakes
 *     operators/internal    src/testing/service
 *     operators         src/testing
 *     src/angular       src/logs
 *
 * Inside src/testing/service, from the ground up: model, transport, behaviours, faults and renderer, the facade.
 */
const errors = 'src/errors/';
const logger = 'src/logger/';
const bridge = 'src/bridge/';
const streams = 'src/streams/';
const internal = 'operators/internal/';
const angular = 'src/angular/';
const fakes = 'src/testing/fakes/';
const service = 'src/testing/service/';
const model = `${service}model/`;
const transport = `${service}transport/`;
const behaviours = `${service}behaviours/`;
const faults = `${service}faults/`;
const renderer = `${service}renderer/`;
/** Pure functions among the fakes: the comparison of users, and the SDK's class of errors. */
const identifiers = `${fakes}identifiers.ts$`;
const sdkError = `${fakes}fake-sdk-error.ts$`;

/** Each room, and the rooms that it may import from beside itself. */
const rooms = {
  [errors]: [],
  [logger]: [errors],
  [bridge]: [errors],
  [streams]: [bridge, logger, errors],
  [internal]: [streams, bridge, logger, errors],
  'operators/[^/]+$': [internal, streams, bridge, logger, errors],
  [angular]: ['operators/[^/]+$', streams],
  'src/logs/': [logger, errors],
  [fakes]: [bridge, errors],
  [model]: [identifiers],
  [transport]: [model],
  [behaviours]: [transport, model, sdkError],
  [faults]: [behaviours, transport, model],
  // The only layer of the service with fakes.
  [renderer]: [behaviours, transport, model, fakes],
  [`${service}[^/]+$`]: [model, transport, behaviours, faults, renderer, fakes],
  'src/testing/[^/]+$': [service, fakes, bridge, errors],
  'src/index.ts$': [streams, bridge, errors],
};

const oneOf = (paths) => `^(${paths.join('|')})`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'A file that needs itself can neither be read nor tested alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(rooms).map(([room, others]) => ({
      name: `floors: ${room}`,
      comment: 'See the table in .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: `^${room}` },
      to: { path: '^(src|operators|test|examples|bench)/', pathNot: oneOf([room, ...others]) },
    })),
    {
      name: 'model: plain data',
      comment: 'The model of the simulated service is tested without a clock and without the SDK.',
      severity: 'error',
      from: { path: `^${model}` },
      to: { path: 'node_modules', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'model: writers',
      comment: 'Only the functions of the model write to it.',
      severity: 'error',
      from: { pathNot: `^${model}` },
      to: { path: `^${model}draft.ts$` },
    },
    {
      name: 'azure-logger',
      comment:
        'Optional: only an app that imports rx-acs-calling/logs has to install it. Type imports count.',
      severity: 'error',
      from: { path: '^(src|operators)/', pathNot: '^src/logs/' },
      to: { path: '@azure/logger' },
    },
    {
      name: 'public-entries',
      comment: 'Examples import the package by its name, as an app does.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(src|operators)/', dependencyTypesNot: ['aliased'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What the apps have installed and built.
    exclude: { path: '^examples/[^/]+/(dist|node_modules)/' },
    // Type imports count.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
