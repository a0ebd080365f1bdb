// What the panel asks of which element, in business words. A field reads from and writes to the diagram through
// commands, so that undo works. kinds: text area feel combo select check rows.
// Of `feel`: `mode` (condition, moment) and `holder`, whose gx:workingTime says whether durations count in working time.
// `marked`: a name, or an expression that begins with =.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

const attribute = (key, label, more = {}) => ({
  key, label, kind: 'text', ...more,
  get: (element) => getBusinessObject(element).get(`gx:${key}`) ?? '',
  set: (element, value, { modeling }) => modeling.updateProperties(element, { [`gx:${key}`]: value || undefined }),
});

const user = (element) => is(element, 'bpmn:UserTask');
const works = (element) => isAny(element, ['bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:BusinessRuleTask']);
const calls = (element) => is(element, 'bpmn:CallActivity');
const scripted = (element) => is(element, 'bpmn:ScriptTask');
const loopOf = (element) => getBusinessObject(element).loopCharacteristics;
const manyTimes = (element) => is(loopOf(element), 'bpmn:MultiInstanceLoopCharacteristics');
const isFlow = (element) => is(element, 'bpmn:SequenceFlow');
const branches = (element) => isAny(element, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:Activity']);
const definition = (element, type) => getBusinessObject(element).eventDefinitions?.find((one) => is(one, type));
const processOf = (element) => {
  const object = getBusinessObject(element);
  return is(object, 'bpmn:Participant') ? object.processRef : object;
};

export const groups = [
  { label: 'who', fields: [
    attribute('assignee', 'assignee', { when: user, kind: 'combo', marked: true, choices: 'people' }),
    attribute('candidateGroups', 'candidateGroups', { when: (e) => user(e) || is(e, 'bpmn:Lane'), kind: 'combo', marked: true, choices: 'positions', many: true, note: 'manyNote' }),
    attribute('candidateUsers', 'candidateUsers', { when: user, kind: 'combo', marked: true, choices: 'people', many: true }),
  ] },
  { label: 'what', fields: [
    attribute('form', 'form', { when: (e) => user(e) || is(e, 'bpmn:StartEvent'), kind: 'combo', choices: 'forms' }),
    attribute('title', 'businessTitle', { when: user, kind: 'feel', note: 'titleNote' }),
    attribute('adapter', 'adapter', { when: works, kind: 'select', choices: 'adapters' }),
    attribute('decision', 'decision', { when: works, kind: 'combo', choices: 'decisions' }),
    attribute('policy', 'policy', { when: calls, kind: 'combo', choices: 'policies', note: 'policyNote' }),
    plain('calledElement', 'calledElement', { when: calls, kind: 'combo', choices: 'definitions' }),
    plain('script', 'script', { when: scripted, kind: 'feel', also: { scriptFormat: 'feel' } }),
    attribute('result', 'result', { when: (e) => works(e) || scripted(e) }),
  ] },
  { label: 'howLong', fields: [
    attribute('due', 'due', { when: user, kind: 'feel', mode: 'moment', holder: getBusinessObject, note: 'dueNote' }),
    attribute('followUp', 'followUp', { when: user, kind: 'feel', mode: 'moment', holder: getBusinessObject }),
    attribute('priority', 'priority', { when: user, kind: 'feel' }),
    attribute('retries', 'retries', { when: works }),
    ...timerFields(),
  ] },
  { label: 'wayOn', fields: [
    { key: 'condition', label: 'condition', kind: 'feel', mode: 'condition', note: 'conditionNote', when: (e) => isFlow(e) && branches(e.source) && getBusinessObject(e.source).default !== getBusinessObject(e),
      get: (e) => getBusinessObject(e).conditionExpression?.body ?? '',
      set: (e, value, tools) => tools.modeling.updateProperties(e, { conditionExpression: value ? tools.create('bpmn:FormalExpression', { body: value }, getBusinessObject(e)) : undefined }) },
    { key: 'isDefault', label: 'isDefault', kind: 'check', when: (e) => isFlow(e) && branches(e.source),
      get: (e) => getBusinessObject(e.source).default === getBusinessObject(e),
      set: (e, value, { modeling }) => modeling.updateProperties(e.source, { default: value ? getBusinessObject(e) : undefined }) },
    { key: 'default', label: 'default', kind: 'select', when: (e) => branches(e) && (e.outgoing ?? []).filter(isFlow).length > 1,
      options: (e) => e.outgoing.filter(isFlow).map((flow) => [flow.id, getBusinessObject(flow).name || getBusinessObject(flow).targetRef?.name || flow.id]),
      get: (e) => getBusinessObject(e).default?.id ?? '',
      set: (e, value, { modeling }) => modeling.updateProperties(e, { default: e.outgoing.find((flow) => flow.id === value)?.businessObject }) },
  ] },
  { label: 'messages', fields: [
    reference('message', 'messageName', 'bpmn:Message', 'messageRef', (e) => (isAny(e, ['bpmn:ReceiveTask', 'bpmn:SendTask']) ? getBusinessObject(e) : definition(e, 'bpmn:MessageEventDefinition')), 'name'),
    reference('signal', 'signalName', 'bpmn:Signal', 'signalRef', (e) => definition(e, 'bpmn:SignalEventDefinition'), 'name'),
    reference('error', 'errorCode', 'bpmn:Error', 'errorRef', (e) => definition(e, 'bpmn:ErrorEventDefinition'), 'errorCode'),
  ] },
  { label: 'manyTimes', fields: [
    { key: 'loop', label: 'loop', kind: 'select', when: (e) => is(e, 'bpmn:Activity'), options: (_e, words) => [['parallel', words.loopParallel], ['sequential', words.loopSequential]],
      get: (e) => (manyTimes(e) ? (loopOf(e).isSequential ? 'sequential' : 'parallel') : ''), set: setLoop },
    loopField('collection', 'collection', 'feel'), loopField('elementVariable', 'elementVariable', 'text'),
    loopExpression('loopCardinality', 'cardinality'), loopExpression('completionCondition', 'completion', 'condition'),
    loopField('outputCollection', 'outputCollection', 'text'), loopField('outputElement', 'outputElement', 'feel'),
  ] },
  { label: 'data', closed: true, fields: [
    rows('In', 'mapIn', calls), { ...rows('Out', 'mapOut', calls), elsewhere: true },
    rows('Input', 'mapInput', (e) => is(e, 'bpmn:Activity') && !calls(e)), rows('Output', 'mapOutput', (e) => is(e, 'bpmn:Activity') && !calls(e)),
  ] },
  { label: 'texts', closed: true, fields: [
    { key: 'documentation', label: 'documentation', kind: 'area', when: () => true,
      get: (e) => getBusinessObject(e).documentation?.[0]?.text ?? '',
      set: (e, value, tools) => tools.modeling.updateProperties(e, { documentation: value ? [tools.create('bpmn:Documentation', { text: value }, getBusinessObject(e))] : [] }) },
  ] },
  { label: 'technical', closed: true, fields: [
    { key: 'id', label: 'id', kind: 'text', when: () => true, get: (e) => getBusinessObject(e).id,
      check: (value, e, tools) => (/^[A-Za-z_][\w.-]*$/.test(value) && (value === getBusinessObject(e).id || !tools.taken(value)) ? '' : 'idBad'),
      set: (e, value, { modeling }) => modeling.updateProperties(e, { id: value }) },
    { key: 'processId', label: 'processId', kind: 'text', when: (e) => is(e, 'bpmn:Participant') && processOf(e), get: (e) => processOf(e).id,
      check: (value) => (/^[A-Za-z_][\w.-]*$/.test(value) ? '' : 'idBad'),
      set: (e, value, { modeling }) => modeling.updateModdleProperties(e, processOf(e), { id: value }) },
    { key: 'executable', label: 'executable', kind: 'check', when: (e) => is(processOf(e), 'bpmn:Process'), get: (e) => Boolean(processOf(e).isExecutable),
      set: (e, value, { modeling }) => modeling.updateModdleProperties(e, processOf(e), { isExecutable: value }) },
    { key: 'versionTag', label: 'versionTag', kind: 'text', when: (e) => is(processOf(e), 'bpmn:Process'), get: (e) => processOf(e).get('gx:versionTag') ?? '',
      set: (e, value, { modeling }) => modeling.updateModdleProperties(e, processOf(e), { 'gx:versionTag': value || undefined }) },
  ] },
];

function plain(key, label, more) {
  return { key, label, kind: 'text', ...more, get: (e) => getBusinessObject(e).get(key) ?? '',
    set: (e, value, { modeling }) => modeling.updateProperties(e, { [key]: value || undefined, ...(value ? more.also : {}) }) };
}

function timerFields() {
  const kinds = ['timeDuration', 'timeDate', 'timeCycle'];
  const timer = (e) => definition(e, 'bpmn:TimerEventDefinition');
  const kindOf = (e) => kinds.find((kind) => timer(e)?.get(kind)) ?? 'timeDuration';
  const write = (e, kind, body, tools) => {
    const expression = tools.create('bpmn:FormalExpression', { body }, timer(e));
    const properties = Object.fromEntries(kinds.map((one) => [one, one === kind ? expression : undefined]));
    tools.modeling.updateModdleProperties(e, timer(e), properties);
  };
  const bodyOf = (e) => timer(e)?.get(kindOf(e))?.body ?? '';
  return [
    { key: 'timerKind', label: 'timerKind', kind: 'select', required: true, when: timer, options: (_e, words) => kinds.map((kind) => [kind, words[kind]]),
      get: kindOf, set: (e, value, tools) => write(e, value, bodyOf(e), tools) },
    { key: 'timer', label: 'timer', kind: 'feel', mode: 'moment', holder: timer, note: 'timerNote', when: timer, get: bodyOf, set: (e, value, tools) => write(e, kindOf(e), value, tools) },
  ];
}

// A message, signal or error is a root element that events refer to: found by its name, made when it is new.
function reference(key, label, type, property, holderOf, name) {
  return { key, label, kind: 'text', when: (e) => holderOf(e), get: (e) => holderOf(e)[property]?.[name] ?? '',
    set: (e, value, tools) => {
      const roots = tools.definitions().rootElements;
      let root = value ? roots.find((one) => is(one, type) && one[name] === value) : undefined;
      if (value && !root) {
        root = tools.create(type, { id: tools.newId(type), name: value, ...(name === 'errorCode' ? { errorCode: value } : {}) }, tools.definitions());
        tools.modeling.updateModdleProperties(e, tools.definitions(), { rootElements: [...roots, root] });
      }
      tools.modeling.updateModdleProperties(e, holderOf(e), { [property]: root });
    } };
}

function setLoop(element, value, tools) {
  const loop = value && tools.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: value === 'sequential' }, getBusinessObject(element));
  if (value && manyTimes(element)) tools.modeling.updateModdleProperties(element, loopOf(element), { isSequential: value === 'sequential' });
  else tools.modeling.updateProperties(element, { loopCharacteristics: loop || undefined });
}

function loopField(key, label, kind) {
  return { key, label, kind, when: manyTimes, get: (e) => loopOf(e).get(`gx:${key}`) ?? '',
    set: (e, value, { modeling }) => modeling.updateModdleProperties(e, loopOf(e), { [`gx:${key}`]: value || undefined }) };
}

function loopExpression(key, label, mode) {
  return { key, label, kind: 'feel', mode, when: manyTimes, get: (e) => loopOf(e)[key]?.body ?? '',
    set: (e, value, tools) => tools.modeling.updateModdleProperties(e, loopOf(e), { [key]: value ? tools.create('bpmn:FormalExpression', { body: value }, loopOf(e)) : undefined }) };
}

// <gx:in source=… target=…>: one line each; `elsewhere`: the left side is read in the called process; an expression is kept in `expression`, a plain name in `source`.
function rows(type, label, when) {
  const special = (one) => one.variables || one.businessKey; // "all variables" and the key are lines of their own
  const mine = (e) => (getBusinessObject(e).extensionElements?.values ?? []).filter((one) => is(one, `gx:${type}`) && !special(one));
  return { key: type, label, kind: 'rows', when,
    get: (e) => mine(e).map((one) => ({ from: one.expression ?? one.sourceExpression ?? one.source ?? '', to: one.target ?? '' })),
    set: (e, lines, tools) => {
      const object = getBusinessObject(e);
      const holder = object.extensionElements ?? tools.create('bpmn:ExtensionElements', { values: [] }, object);
      const kept = (holder.values ?? []).filter((one) => !is(one, `gx:${type}`) || special(one));
      const made = lines.filter((line) => line.from || line.to).map(({ from, to }) => {
        const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(from);
        return tools.create(`gx:${type}`, { [isName ? 'source' : 'expression']: from, target: to }, holder);
      });
      const properties = { values: [...kept, ...made] };
      if (object.extensionElements) tools.modeling.updateModdleProperties(e, holder, properties);
      else { Object.assign(holder, properties); tools.modeling.updateProperties(e, { extensionElements: holder }); }
    } };
}
