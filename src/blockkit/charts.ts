import {
  byType,
  type Check,
  distinct,
  list,
  number,
  object,
  oneOf,
  type Rule,
  required,
  string,
} from './check.ts';
import { isList, isObject, type Json, pointerTo } from './json.ts';
import { limits } from './limits.ts';
import { blockId } from './text-objects.ts';

/** The data_visualization block: pie, line, bar and area charts. */

const bounds = limits.dataVisualization;

const segment = object('a segment', {
  label: required(string(bounds.segmentLabel)),
  value: required(number({ above: 0 })),
});

const point = object('a data point', {
  label: required(string(bounds.pointLabel)),
  value: required(number()),
});

const series = object('a series', {
  name: required(string(bounds.seriesName)),
  data: required(list(point, bounds.data)),
});

const axisConfig = object(
  'an axis_config',
  {
    categories: required(list(string(bounds.categoryLabel), bounds.categories)),
    x_label: string(bounds.axisLabel),
    y_label: string(bounds.axisLabel),
  },
  distinct('categories'),
);

/** Every series has exactly one point for each category of the axis. */
const onePointPerCategory: Rule = (value, at, { report }) => {
  const axis = value['axis_config'];
  const categories = isObject(axis) ? axis['categories'] : undefined;
  const all = value['series'];
  if (!isList(categories) || !isList(all)) return;
  const expected = sorted(categories);
  for (const [index, one] of all.entries()) {
    const data = isObject(one) ? one['data'] : undefined;
    if (
      isList(data) &&
      sorted(data.map((item) => (isObject(item) ? item['label'] : undefined))) !== expected
    ) {
      report(
        `${pointerTo(pointerTo(at, 'series'), index)}/data`,
        `Needs exactly one point for each of the ${categories.length} categories; got ${data.length}.`,
      );
    }
  }
};

function sorted(labels: readonly (Json | undefined)[]): string {
  return JSON.stringify(labels.map((label) => (typeof label === 'string' ? label : null)).sort());
}

function axisChart(type: string): Check {
  return object(
    `a ${type} chart`,
    {
      type: oneOf(type),
      series: required(list(series, bounds.series)),
      axis_config: required(axisConfig),
    },
    distinct('series', 'name'),
    onePointPerCategory,
  );
}

const charts: Readonly<Record<string, Check>> = {
  pie: object('a pie chart', { type: oneOf('pie'), segments: required(list(segment, bounds.segments)) }),
  line: axisChart('line'),
  bar: axisChart('bar'),
  area: axisChart('area'),
};

export const dataVisualizationBlock = object(
  'a data_visualization block',
  {
    type: oneOf('data_visualization'),
    block_id: blockId,
    title: required(string(bounds.title)),
    chart: required(byType('chart', () => charts)),
  },
  (_value, at, inspection) => inspection.found.data_visualization.push(at),
);
