var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","VDSL2","","7412","39998","0","0","7688","44120","0","0","58","113","58","113","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","0","0","69","255","0","0","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;