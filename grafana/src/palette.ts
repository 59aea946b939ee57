/**
 * Colours by meaning. The values are Grafana's colour names, which adapt to the dark and the light theme. Blue and
 * orange are distinguishable for colour-blind users; green, yellow and red are reserved for good and bad.
 */
export const palette = {
  downstream: 'blue',
  downstreamSoft: 'super-light-blue',
  upstream: 'orange',
  upstreamSoft: 'super-light-orange',
  good: 'green',
  busy: 'yellow',
  warning: 'yellow',
  bad: 'red',
  worst: 'dark-red',
  off: 'semi-dark-blue',
  unclear: 'purple',
  plain: 'text',
  neutral: 'blue',
  first: 'blue',
  second: 'purple',
  third: 'super-light-purple',
} as const;
