var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Initializing","","","1024","17312","0","0","1108","18944","92","71","187","341","121","189","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","3","41","512","17","903311","2204","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;