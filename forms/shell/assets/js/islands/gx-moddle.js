// Our words on BPMN elements, as contracts.md lists them: namespace urn:guanxi:bpmn:1, prefix gx.
const attr = (name, type = 'String') => ({ name, isAttr: true, type });
const mapping = (name, ...more) => ({
  name,
  superClass: ['Element'],
  properties: ['source', 'sourceExpression', 'expression', 'target', ...more].map((one) => attr(one)),
});

export const gxModdle = {
  name: 'Guanxi',
  uri: 'urn:guanxi:bpmn:1',
  prefix: 'gx',
  xml: { tagAlias: 'lowerCase' },
  types: [
    {
      name: 'Bound',
      extends: ['bpmn:FlowNode'],
      properties: [
        'adapter', 'form', 'assignee', 'candidateGroups', 'candidateUsers', 'due', 'followUp', 'priority', 'title',
        'decision', 'policy', 'result', 'idempotent', 'retries', 'binding', 'version',
      ].map((one) => attr(one)),
    },
    { name: 'LaneRole', extends: ['bpmn:Lane'], properties: [attr('candidateGroups')] },
    { name: 'Versioned', extends: ['bpmn:Process'], properties: [attr('versionTag')] },
    {
      name: 'Items',
      extends: ['bpmn:MultiInstanceLoopCharacteristics'],
      properties: ['collection', 'elementVariable', 'outputCollection', 'outputElement'].map((one) => attr(one)),
    },
    mapping('In', 'variables', 'businessKey'),
    mapping('Out', 'variables'),
    mapping('Input'),
    mapping('Output'),
    { name: 'FieldRights', superClass: ['Element'], properties: [attr('field'), attr('right')] },
  ],
};
