/**
 * Words offered in the form, those of the ruleset of Jilin; the four classes of 第九条[一] stand first. What is sent
 * is the Chinese word, and any other word may be typed: the server reads it by the ruleset it has.
 */
export const VIOLATION_CLASSES = [
  { value: '饮用水水源地污染', key: 'class.water_source' },
  { value: '入河排污口非法排污', key: 'class.outfall' },
  { value: '自动监控数据造假', key: 'class.monitoring' },
  { value: '危险废物非法排放倾倒处置', key: 'class.hazardous' },
  { value: '畜禽养殖污染', key: 'class.livestock' },
  { value: '渔业水域污染', key: 'class.fishery' },
  { value: '河道采砂与涉河建设', key: 'class.river_works' },
  { value: '生活垃圾', key: 'class.household_waste' },
  { value: '林地湿地破坏', key: 'class.forest' },
  { value: '其他', key: 'class.other' },
] as const

export const SENSORS = [
  { value: '无人机', key: 'sensor.drone' },
  { value: '无人船', key: 'sensor.boat' },
  { value: '走航车', key: 'sensor.vehicle' },
  { value: '自动监控', key: 'sensor.monitor' },
  { value: '卫星遥感', key: 'sensor.satellite' },
  { value: '现场检查', key: 'sensor.inspection' },
  { value: '群众举报', key: 'sensor.citizen' },
] as const

export const SEVERITIES = [
  { value: '重大', key: 'severity.major' },
  { value: '严重', key: 'severity.serious' },
  { value: '较重', key: 'severity.considerable' },
  { value: '一般', key: 'severity.ordinary' },
] as const

export const YES_NO = [
  { value: '是', key: 'flag.yes' },
  { value: '否', key: 'flag.no' },
] as const
