/**
 * Which folder may import from which: `npm run lint` checks it, type imports included. The floors, from the ground up:
 *
 *     src/errors
 *     src/logs          src/bridge
 *     src/streams       src/testing/fakes
 *     operators/internal    src/testing/service
 *     operators         src/testing
 */
const errors = 'src/errors/';
const logs = 'src/logs/';
const bridge = 'src/bridge/';
const streams = 'src/streams/';
const internal = 'operators/internal/';
const fakes = 'src/testing/fakes/';
const service = 'src/testing/service/';

/** Each room, and the rooms that it may import from beside itself. */
const rooms = {
  [errors]: [],
  [logs]: [errors],
  [bridge]: [errors],
  [streams]: [bridge, logs, errors],
  [internal]: [streams, bridge, logs, errors],
  'operators/[^/]+$': [internal, streams, bridge, logs, errors],
  [fakes]: [bridge, errors],
  [service]: [fakes, bridge, errors],
  'src/testing/[^/]+$': [service, fakes, bridge, errors],
  'src/index.ts$': [streams, bridge, logs, errors],
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
      name: 'public-entries',
      comment: 'Examples import the package by its name, as an app does.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(src|operators)/', dependencyTypesNot: ['aliased'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type imports count.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
