var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","ADSL_2plus","Interleaved","1119","13872","0","0","1204","14416","81","65","198","345","123","187","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","2512","19","2140","31","9120471","40118","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;