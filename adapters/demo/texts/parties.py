"""Competitors, leads, and what is known about companies."""

from __future__ import annotations

#: name, homepage, scale, products, strengths, weaknesses, promotions
COMPETITORS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("海测仪器", "https://www.haice.example", "约 400 人", "测厚仪、测宽仪", "价格低，交期短", "软件弱，服务网点少", "季度末清库存九折"),
    ("诺维测控", "https://www.nuowei.example", "约 1200 人", "X 射线测厚、控制系统", "品牌强，进口核心部件", "价格高，交期三个月", "老客户以旧换新"),
    ("申量科技", "https://www.shenliang.example", "约 150 人", "激光测径仪、编码器", "激光产品精度高", "产品线窄", "试用三个月"),
    ("天工传感", "https://www.tiangong.example", "约 260 人", "各类传感器", "批量价格有优势", "高温环境故障率高", "满十万返百分之三"),
    ("博检自动化", "https://www.bojian.example", "约 90 人", "产线集成、控制柜", "本地化服务快", "规模小，垫资能力弱", "免费现场勘察"),
)  # fmt: skip
#: Companies that ask for the first time: first half, second half, industry, city, English
NEWCOMERS: tuple[tuple[str, str, str, str, str], ...] = (
    ("启明", "锂电", "energy", "常州", "Qiming Lithium"), ("宏图", "薄膜", "chemical", "绍兴", "Hongtu Film"), ("东篱", "钢带", "metal", "无锡", "Dongli Strip Steel"),
    ("安澜", "包装", "paper", "嘉兴", "Anlan Packaging"), ("星野", "铝箔", "metal", "青岛", "Xingye Foil"), ("卓然", "线缆", "electronics", "合肥", "Zhuoran Cable"),
    ("清源", "膜材", "chemical", "苏州", "Qingyuan Membranes"), ("百川", "纸业", "paper", "宁波", "Baichuan Paper"), ("联拓", "冲压", "automotive", "上海", "Liantuo Stamping"),
    ("润泽", "涂布", "chemical", "南京", "Runze Coating"), ("德昌", "轧制", "metal", "泉州", "Dechang Rolling"), ("博远", "光学", "electronics", "杭州", "Boyuan Optics"),
    ("新禾", "食品", "food", "嘉兴", "Xinhe Foods"), ("锐锋", "刀具", "precision", "宁波", "Ruifeng Tools"), ("天泽", "医材", "medical", "苏州", "Tianze Medical"),
    ("华晟", "光伏", "energy", "常州", "Huasheng Solar"), ("汇川路", "物流", "logistics", "上海", "Huichuanlu Logistics"), ("景行", "模具", "precision", "昆山", "Jingxing Moulds"),
    ("盛和", "电芯", "energy", "合肥", "Shenghe Cells"), ("立信达", "橡胶", "automotive", "青岛", "Lixinda Rubber"), ("恒泰", "板材", "metal", "无锡", "Hengtai Sheet"),
    ("明德", "试剂", "medical", "南京", "Mingde Reagents"), ("广厦", "型材", "metal", "泉州", "Guangsha Profiles"), ("嘉禾", "印刷", "paper", "绍兴", "Jiahe Printing"),
)  # fmt: skip
CALLERS = ("王先生", "李女士", "张工", "陈经理", "刘工", "赵女士", "孙经理", "周工")
NEEDS = (
    "产线需要在线测厚，厚度 0.05–2 mm", "替换老旧测厚仪，要求接入 MES", "新建产线，年底投产", "来料检验自动化",
    "客户审核要求全检留痕",
)  # fmt: skip
NOT_QUALIFIED = (
    "只是同行询价",
    "学生做课题，无采购计划",
    "所需量程我方没有产品",
    "联系方式无效",
    "预算远低于产品价格",
)
CAMPAIGNS = ("上海工博会", "官网询价", "行业公众号", "老客户介绍会")
BANKS = ("中国银行苏州支行", "工商银行无锡分行", "建设银行宁波支行", "招商银行上海分行", "农业银行嘉兴支行")
BUSINESS = {
    "precision": "精密零件加工与装配", "metal": "金属材料轧制与深加工", "chemical": "功能薄膜与精细化工",
    "electronics": "电子元件制造", "automotive": "汽车零部件冲压与总成", "energy": "锂电与新能源设备",
    "medical": "医疗器械生产", "logistics": "仓储与自动化物流", "food": "食品加工与包装", "paper": "特种纸与包装材料",
}  # fmt: skip
#: Companies met at a fair that nobody has called yet: name, English, industry, city
VISITORS: tuple[tuple[str, str, str, str], ...] = (
    ("临港特种钢管有限公司", "Lingang Special Tubes Co., Ltd.", "metal", "上海"),
    ("云栖智能装备有限公司", "Yunqi Intelligent Equipment Co., Ltd.", "precision", "杭州"),
    ("太湖新能源材料有限公司", "Taihu New Energy Materials Co., Ltd.", "energy", "无锡"),
    ("东海水产食品有限公司", "Donghai Seafood Co., Ltd.", "food", "宁波"),
)
