/** Violation classes as the regulation names them (第九条[一]); the value sent is the Chinese name. */
export const VIOLATION_CLASSES = [
  { value: '饮用水水源地污染', key: 'class.water_source' },
  { value: '入河排污口非法排污', key: 'class.outfall' },
  { value: '自动监控数据造假', key: 'class.monitoring' },
  { value: '危险废物非法排放倾倒处置', key: 'class.hazardous' },
  { value: '其他', key: 'class.other' },
] as const
