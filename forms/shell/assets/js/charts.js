// <figure data-gx-chart='{"kind": "bar"|"line"|"funnel"|"share", "categories": […], "series": [{"name", "values",
// "line": true, "axis": 1}], "urls": […], "percent": true}'>: a picture of the table below it. A click opens the
// rows behind a mark (`urls`, one for each category).
import * as echarts from 'echarts/core';
import { BarChart, FunnelChart, LineChart, PieChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { onThemeChange, role } from './islands/colours.js';

echarts.use([BarChart, FunnelChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const HUES = ['accent', 'ok', 'warn', 'vio', 'bad', 'mute'];

function colours() {
  // The real family: widths are measured with it, and 'inherit' measures too narrow.
  const font = getComputedStyle(document.body).fontFamily;
  return { hues: HUES.map(role), ink: role('ink'), soft: role('ink3'), line: role('line'), font };
}

function number(spec) {
  const lang = document.documentElement.lang;
  const plain = new Intl.NumberFormat(lang, { maximumFractionDigits: 1, notation: 'compact' });
  const share = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 1 });
  return (value) => (value === null || value === undefined ? '–' : (spec.percent ? share : plain).format(value));
}

function axes(spec, look, text) {
  const second = spec.series.some((one) => one.axis === 1);
  const share = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent', maximumFractionDigits: 0 });
  const value = (format) => ({ type: 'value', axisLabel: { color: look.soft, formatter: format }, splitLine: { lineStyle: { color: look.line } } });
  const category = { type: 'category', data: spec.categories, axisLabel: { color: look.soft, hideOverlap: true }, axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false } };
  const values = second ? [value(text), { ...value((v) => share.format(v)), splitLine: { show: false } }] : value(text);
  return spec.across ? { xAxis: values, yAxis: { ...category, inverse: true } } : { xAxis: category, yAxis: values };
}

// Steps of one way, so shades of one colour; their words stand beside them, because the last ones are narrow.
function funnel(spec, look, text) {
  const shade = (at) => 1 - (0.65 * at) / Math.max(1, spec.categories.length - 1);
  const data = spec.categories.map((name, at) => ({
    name,
    value: spec.series[0].values[at],
    itemStyle: { color: look.hues[0], opacity: shade(at) },
  }));
  const label = { position: 'right', color: look.ink, opacity: 1, formatter: (one) => `${one.name}  ${text(one.value)}` };
  return { type: 'funnel', sort: 'none', gap: 2, left: '6%', width: '70%', top: 12, bottom: 12, label, labelLine: { lineStyle: { color: look.line } }, data, name: spec.series[0].name };
}

function share(spec, look) {
  const data = spec.categories.map((name, at) => ({ name, value: spec.series[0].values[at] }));
  return { type: 'pie', radius: ['45%', '72%'], data, name: spec.series[0].name, itemStyle: { borderWidth: 1 }, label: { color: look.ink } };
}

function series(spec, look, text) {
  if (spec.kind === 'funnel') return [funnel(spec, look, text)];
  if (spec.kind === 'share') return [share(spec, look)];
  return spec.series.map((one) => ({
    type: one.line || spec.kind === 'line' ? 'line' : 'bar',
    name: one.name,
    data: one.values,
    stack: one.stack,
    yAxisIndex: spec.across ? undefined : one.axis ?? 0,
    barMaxWidth: 36,
    symbolSize: 5,
  }));
}

function option(spec) {
  const look = colours();
  const text = number(spec);
  const flat = spec.kind === 'funnel' || spec.kind === 'share';
  return {
    animation: false,
    aria: { enabled: true },
    color: look.hues,
    textStyle: { fontFamily: look.font, color: look.ink },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    legend: { show: !flat && spec.series.length > 1, top: 0, left: 0, type: 'scroll', textStyle: { color: look.soft } },
    // Pages allow no inline style: the tooltip is drawn, not built of elements.
    tooltip: { trigger: flat ? 'item' : 'axis', renderMode: 'richText', valueFormatter: text, confine: true },
    series: series(spec, look, text),
    ...(flat ? {} : axes(spec, look, text)),
  };
}

// Beside a ring a phone has no room for words: bars say the same.
const NARROW = 480;
function fitting(spec, width) {
  return spec.kind === 'share' && width < NARROW ? { ...spec, kind: 'bar', across: true } : spec;
}

function draw(host) {
  const place = host.querySelector('.gx-chart-canvas');
  const spec = fitting(JSON.parse(host.dataset.gxChart), place.clientWidth);
  const chart = echarts.init(place, null, { renderer: 'svg' });
  const paint = () => chart.setOption(option(spec), true);
  paint();
  onThemeChange(paint);
  new ResizeObserver(() => chart.resize()).observe(place);
  chart.on('click', ({ dataIndex }) => {
    const url = spec.urls?.[dataIndex];
    if (url) location.assign(url);
  });
}

const start = (root) => root.querySelectorAll('[data-gx-chart]:not([data-gx-drawn])').forEach((host) => {
  host.dataset.gxDrawn = '';
  draw(host);
});
start(document);
document.addEventListener('htmx:after:swap', () => start(document));
